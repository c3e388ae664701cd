// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <windows.h>

#include "platform/process/process_hardening.hpp"
#include "platform/system/windows/handle.hpp"

namespace latchkey {
namespace {

bool can_open(DWORD rights) {
  return static_cast<bool>(windows::Handle(OpenProcess(rights, FALSE, GetCurrentProcessId())));
}

// wine lets the owner change the list anyway, so that is checked by hand: docs/windows.md.
TEST(ProcessHardeningOfWindows, AllowsThisUserToEndButNotReadTheProcess) {
  ASSERT_TRUE(can_open(PROCESS_VM_READ)) << "before";
  int count = 0;
  char** words = nullptr;
  harden_process(count, words);
  EXPECT_TRUE(can_open(PROCESS_QUERY_LIMITED_INFORMATION | PROCESS_TERMINATE | SYNCHRONIZE));
  for (const DWORD right : {DWORD{PROCESS_VM_READ}, DWORD{PROCESS_VM_WRITE}, DWORD{PROCESS_VM_OPERATION},
                            DWORD{PROCESS_DUP_HANDLE}, DWORD{PROCESS_CREATE_THREAD}})
    EXPECT_FALSE(can_open(right)) << right;
}

}  // namespace
}  // namespace latchkey
