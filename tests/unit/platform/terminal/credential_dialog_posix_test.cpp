// SPDX-License-Identifier: Apache-2.0
// Not on Windows: there the system has such a dialog, see credential_dialog_windows_test.cpp.
#include <gtest/gtest.h>

#include "platform/terminal/credential_dialog.hpp"

namespace latchkey {
namespace {

TEST(CredentialDialogOfPosix, IsNotAvailable) {
  EXPECT_FALSE(credential_dialog::is_there());
  const auto answer = credential_dialog::ask({"Enter it: ", "device"}, Deadline(std::chrono::seconds(0)));
  EXPECT_EQ(answer.how, credential_dialog::Answer::How::no_dialog);
}

}  // namespace
}  // namespace latchkey
