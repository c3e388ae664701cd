// SPDX-License-Identifier: Apache-2.0
// Whether the dialog is visible is checked by hand: docs/windows.md.
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "platform/terminal/windows/credential_dialog.hpp"

namespace latchkey {
namespace {

using How = credential_dialog::Answer::How;

BOOL CALLBACK find_dialog(HWND window, LPARAM found) {
  DWORD process = 0;
  wchar_t kind[16] = {};
  GetWindowThreadProcessId(window, &process);
  GetClassNameW(window, kind, 16);
  if (process != GetCurrentProcessId() || std::wstring(kind) != L"#32770") return TRUE;
  *reinterpret_cast<HWND*>(found) = window;
  return FALSE;
}

BOOL CALLBACK find_hidden_field(HWND window, LPARAM found) {
  wchar_t kind[16] = {};
  GetClassNameW(window, kind, 16);
  const bool hides = (GetWindowLongW(window, GWL_STYLE) & ES_PASSWORD) != 0;
  if (_wcsicmp(kind, L"Edit") != 0 || !hides) return TRUE;
  *reinterpret_cast<HWND*>(found) = window;
  return FALSE;
}

/// Acts as a user who types `code` and presses a button.
void answer_dialog(const wchar_t* code, WPARAM button) {
  const Deadline most(std::chrono::seconds(20));
  while (!most.over()) {
    HWND dialog = nullptr;
    HWND field = nullptr;
    EnumWindows(find_dialog, reinterpret_cast<LPARAM>(&dialog));
    if (dialog != nullptr) EnumChildWindows(dialog, find_hidden_field, reinterpret_cast<LPARAM>(&field));
    if (field != nullptr && SetWindowTextW(field, code) != 0) {
      PostMessageW(dialog, WM_COMMAND, button, 0);
      return;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

credential_dialog::Answer answer_to(const wchar_t* code, WPARAM button) {
  // Before there are two threads: if two threads load such libraries at the same time, wine deadlocks.
  EXPECT_NE(LoadLibraryW(L"credui.dll"), nullptr);
  EXPECT_NE(GetDesktopWindow(), nullptr);
  std::thread person(answer_dialog, code, button);
  auto answer = windows::show_dialog({"profile ops\nEnter it: ", "arn:aws:iam::111111111111:mfa/ada"},
                                     Deadline(std::chrono::seconds(20)));
  person.join();
  return answer;
}

TEST(CredentialDialogOfWindows, ReturnsTheInputOrACancellation) {
  const auto answer = answer_to(L"123456", IDOK);
  EXPECT_EQ(answer.how, How::entered);
  EXPECT_EQ(answer.secret.reveal(), "123456");
  EXPECT_EQ(answer_to(L"123456", IDCANCEL).how, How::cancelled);
}

TEST(CredentialDialogOfWindows, ReturnsTheInputAndClearsIt) {
  std::wstring text = L"123456";
  text.resize(40, L'\0');
  windows::SecretWide typed(std::move(text));
  const auto* const room = typed.text().data();
  const auto answer = windows::answer_of(NO_ERROR, typed);
  EXPECT_EQ(answer.how, How::entered);
  EXPECT_EQ(answer.secret.reveal(), "123456");
  EXPECT_TRUE(typed.empty());
  EXPECT_EQ(room[0], L'\0') << "still there, as the text keeps its room";
}

TEST(CredentialDialogOfWindows, DistinguishesCancelFromFailure) {
  windows::SecretWide typed(std::wstring(L"123"));
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

TEST(CredentialDialogOfWindows, ShowsTheEndOfAnOverlongText) {
  EXPECT_EQ(windows::dialog_text("profile ops\nEnter it: "), L"profile ops\nEnter it: ");
  const auto text = windows::dialog_text(std::string(5000, 'x') + "Enter it: ");
  EXPECT_EQ(text.size(), 1023U);
  EXPECT_TRUE(text.starts_with(L"... x"));
  EXPECT_TRUE(text.ends_with(L"Enter it: "));
}

TEST(CredentialDialogOfWindows, ClosesAtItsDeadline) {
  for (int i = 0; i < 2; ++i) {
    const auto answer =
        windows::show_dialog({"profile ops\nEnter it: ", "device"}, Deadline(std::chrono::milliseconds(100)));
    EXPECT_EQ(answer.how, How::late);
  }
}

TEST(CredentialDialogOfWindows, NeedsAVisibleDesktop) {
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
