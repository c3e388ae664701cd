// SPDX-License-Identifier: Apache-2.0
#include <thread>

#include <gtest/gtest.h>

#include "platform/files/files.hpp"
#include "platform/process/background.hpp"
#include "platform/process/executable_path.hpp"
#include "platform/process/process_info.hpp"
#include "platform/system/deadline.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey {
namespace {

TEST(AskToEndOfWindows, EndsAProcessThatDoesNotHearItAtOnce) {
  const test::TemporaryFolder folder;
  const auto program = files::join(files::folder_of(own_program().value_or("")), "latchkey-stand-in.exe");
  const auto process = start_in_background(program, {program, "sleep"}, Environment::of_this_process(),
                                           files::join(folder.path(), "log"));
  ASSERT_TRUE(process) << process.error().message;
  EXPECT_FALSE(background_has_ended(*process));
  ask_to_end(*process);
  const Deadline most(std::chrono::seconds(20));
  while (!background_has_ended(*process) && !most.over())
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_TRUE(background_has_ended(*process));
}

}  // namespace
}  // namespace latchkey
