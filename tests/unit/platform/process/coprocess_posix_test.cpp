// SPDX-License-Identifier: Apache-2.0
// Not on Windows: signals, and scripts of sh.
#include <csignal>

#include <gtest/gtest.h>

#include "platform/process/coprocess.hpp"

namespace latchkey {
namespace {

using namespace std::chrono_literals;
using ReadResult = Coprocess::ReadResult;

tl::expected<Coprocess, StartFailure> shell(const std::string& script, std::chrono::milliseconds time = 20s) {
  return Coprocess::start({"sh", "-c", script}, Environment({{"PATH", "/usr/bin:/bin"}, {"LANG", "C"}}),
                          Deadline(time), Coprocess::Errors::kept);
}

TEST(Coprocess, DetectsAClosedInputWithoutASignal) {
  auto program = shell("exec <&-; echo ready; sleep 20");
  ASSERT_TRUE(program);
  Secret line;
  ASSERT_EQ(program->read_line(line), ReadResult::line);
  EXPECT_FALSE(program->write_line("hello"));  // and no SIGPIPE
}

TEST(Coprocess, ReadsTheOutputDespiteEndlessErrors) {
  auto loud = shell("yes >&2 & echo fine; exit 0");
  ASSERT_TRUE(loud);
  EXPECT_EQ(loud->finish().out.reveal(), "fine\n");
}

TEST(Coprocess, EndsAtItsDeadlineIfSignalsAreIgnored) {
  const auto began = std::chrono::steady_clock::now();
  {
    auto program = shell("trap '' TERM; while :; do sleep 1; done", 200ms);
    ASSERT_TRUE(program);
    EXPECT_EQ(program->finish().how, ReadResult::late);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - began, 1s);
}

TEST(Coprocess, ReportsTheStatusIfSigchldIsIgnored) {
  const auto before = std::signal(SIGCHLD, SIG_IGN);
  {
    auto program = shell("exit 3");
    ASSERT_TRUE(program);
    EXPECT_EQ(program->finish().status, 3);
  }
  std::signal(SIGCHLD, before);
}

}  // namespace
}  // namespace latchkey
