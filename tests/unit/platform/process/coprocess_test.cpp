// SPDX-License-Identifier: Apache-2.0
#include "platform/process/coprocess.hpp"

#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "unit/support/programs.hpp"

namespace latchkey::test {
namespace {

using namespace std::chrono_literals;
using ReadResult = Coprocess::ReadResult;

tl::expected<Coprocess, StartFailure> start(const Steps& steps, std::chrono::milliseconds time = 20s) {
  return Coprocess::start(program_that(steps), plain_environment(), Deadline(time), Coprocess::Errors::kept);
}

TEST(Coprocess, ReadsLinesAndTheEnd) {
  auto program = start({"hear", "say rest", "write open", "complain err", "status 7"});
  ASSERT_TRUE(program) << program.error().detail;
  EXPECT_TRUE(program->write_line("hello"));
  Secret line;
  EXPECT_EQ(program->read_line(line), ReadResult::line);
  EXPECT_EQ(line.reveal(), "you said hello");
  const auto ending = program->finish();
  EXPECT_EQ(ending.how, ReadResult::end);
  EXPECT_EQ(ending.status, 7);
  EXPECT_EQ(ending.out.reveal(), "rest\nopen");
  EXPECT_EQ(ending.err.substr(0, 3), "err");
}

TEST(Coprocess, WritesLinesInOrder) {
  auto program = start({"hear", "hear"});
  ASSERT_TRUE(program) << program.error().detail;
  Secret line;
  for (const std::string word : {"one", "two"}) {
    EXPECT_TRUE(program->write_line(word));
    ASSERT_EQ(program->read_line(line), ReadResult::line);
    EXPECT_EQ(line.reveal(), "you said " + word);
  }
  EXPECT_EQ(program->read_line(line), ReadResult::end);
}

TEST(Coprocess, ClosesTheInputAtTheEnd) {
  auto program = start({"copy", "say over", "status 4"});
  ASSERT_TRUE(program) << program.error().detail;
  EXPECT_TRUE(program->write_line("hello"));
  const auto ending = program->finish();
  EXPECT_EQ(ending.how, ReadResult::end);
  EXPECT_EQ(ending.status, 4);
  EXPECT_EQ(ending.out.reveal(), "hello\nover\n");
}

TEST(Coprocess, DetectsAClosedInput) {
  auto program = start({"say over"});
  ASSERT_TRUE(program) << program.error().detail;
  Secret line;
  ASSERT_EQ(program->read_line(line), ReadResult::line);
  ASSERT_EQ(program->read_line(line), ReadResult::end);
  for (int i = 0; i < 100 && program->write_line("hello"); ++i) std::this_thread::sleep_for(10ms);
  EXPECT_FALSE(program->write_line("hello"));
}

TEST(Coprocess, LimitsTheOutput) {
  auto program = start({"endless"});
  ASSERT_TRUE(program) << program.error().detail;
  EXPECT_EQ(program->finish().how, ReadResult::too_long);
}

TEST(Coprocess, EndsAtItsDeadline) {
  const auto began = std::chrono::steady_clock::now();
  {
    auto program = start({"sleep"}, 300ms);
    ASSERT_TRUE(program) << program.error().detail;
    Secret line;
    EXPECT_EQ(program->read_line(line), ReadResult::late);
    EXPECT_EQ(program->finish().how, ReadResult::late);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
}

TEST(Coprocess, ReportsAProgramThatCannotBeStarted) {
  const auto none =
      Coprocess::start({"no-such-program"}, plain_environment(), Deadline(1s), Coprocess::Errors::shown);
  ASSERT_FALSE(none);
  EXPECT_FALSE(none.error().found);
}

}  // namespace
}  // namespace latchkey::test
