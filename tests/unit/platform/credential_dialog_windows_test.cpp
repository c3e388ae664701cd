// SPDX-License-Identifier: Apache-2.0
// That somebody sees the dialog, and that it goes at its deadline, is looked at by hand: docs/windows.md.
#include "platform/credential_dialog_windows.hpp"

#include <gtest/gtest.h>

namespace latchkey {
namespace {

using How = credential_dialog::Answer::How;

TEST(CredentialDialogOfWindows, TakesWhatWasTypedAndLeavesNothingOfItBehind) {
  std::wstring typed = L"123456";
  typed.resize(40, L'\0');
  const auto* const room = typed.data();
  const auto answer = windows::answer_of(NO_ERROR, typed);
  EXPECT_EQ(answer.how, How::entered);
  EXPECT_EQ(answer.secret.reveal(), "123456");
  EXPECT_TRUE(typed.empty());
  EXPECT_EQ(room[0], L'\0') << "still there, as the text keeps its room";
}

TEST(CredentialDialogOfWindows, CancelMeansNoAndEverythingElseThatItCouldNotBeShown) {
  std::wstring typed = L"123";
  auto answer = windows::answer_of(ERROR_CANCELLED, typed);
  EXPECT_EQ(answer.how, How::cancelled);
  EXPECT_TRUE(answer.secret.empty());
  EXPECT_TRUE(typed.empty());
  for (const DWORD code : {DWORD{ERROR_NO_SUCH_LOGON_SESSION}, DWORD{ERROR_INVALID_FLAGS},
                           DWORD{ERROR_INVALID_PARAMETER}, DWORD{ERROR_NOT_ENOUGH_MEMORY}}) {
    answer = windows::answer_of(code, typed);
    EXPECT_EQ(answer.how, How::no_dialog) << code;
  }
}

TEST(CredentialDialogOfWindows, ShowsTheEndOfATextThatIsTooLong) {
  EXPECT_EQ(windows::dialog_text("profile ops\nEnter it: "), L"profile ops\nEnter it: ");
  const auto text = windows::dialog_text(std::string(5000, 'x') + "Enter it: ");
  EXPECT_EQ(text.size(), 1023U);
  EXPECT_TRUE(text.starts_with(L"... x"));
  EXPECT_TRUE(text.ends_with(L"Enter it: "));
}

TEST(CredentialDialogOfWindows, IsOnlyWhereSomebodySeesIt) {
  const HWINSTA before = GetProcessWindowStation();
  const HWINSTA hidden = CreateWindowStationW(nullptr, 0, WINSTA_ALL_ACCESS, nullptr);
  ASSERT_NE(hidden, nullptr);
  ASSERT_NE(SetProcessWindowStation(hidden), 0);
  EXPECT_FALSE(windows::has_desktop()) << "as of a service";
  EXPECT_EQ(credential_dialog::ask({"?", "device"}, Deadline(std::chrono::seconds(0))).how, How::no_dialog);
  SetProcessWindowStation(before);
  CloseWindowStation(hidden);
}

}  // namespace
}  // namespace latchkey
