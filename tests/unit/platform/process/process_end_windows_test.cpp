// SPDX-License-Identifier: Apache-2.0
#include <thread>

#include <gtest/gtest.h>

#include "platform/files/files.hpp"
#include "platform/process/detached.hpp"
#include "platform/process/process_end.hpp"
#include "platform/process/process_info.hpp"
#include "platform/system/deadline.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey {
namespace {

TEST(ProcessEndOfWindows, TerminatesAProcessThatDoesNotListen) {
  const test::TemporaryFolder folder;
  const auto program = files::join(files::folder_of(own_program().value_or("")), "latchkey-stand-in.exe");
  const auto process = BackgroundProcess::start(program, {program, "sleep"}, Environment::of_this_process(),
                                                files::join(folder.path(), "log"));
  ASSERT_TRUE(process) << process.error().message;
  EXPECT_FALSE(process->has_ended());
  ask_to_end(process->id());
  const Deadline most(std::chrono::seconds(20));
  while (!process->has_ended() && !most.over()) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_TRUE(process->has_ended());
}

}  // namespace
}  // namespace latchkey
