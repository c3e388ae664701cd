// SPDX-License-Identifier: Apache-2.0
#include "platform/process/subprocess.hpp"

#include <chrono>
#include <cstdio>
#include <thread>

#include <gtest/gtest.h>

#include "unit/support/machine.hpp"
#include "unit/support/programs.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey::test {
namespace {

tl::expected<ProcessOutput, StartFailure> run(const Steps& steps, const RunLimits& limits = {}) {
  return run_captured(program_that(steps), plain_environment(), limits);
}

Words with(Words words, const Words& arguments) {
  words.insert(words.end(), arguments.begin(), arguments.end());
  return words;
}

TEST(Process, OutputAndStatusAreCaptured) {
  const auto output = run({"say out", "complain err", "status 7"});
  ASSERT_TRUE(output) << output.error().detail;
  EXPECT_EQ(output->out, "out\n");
  EXPECT_EQ(output->err, "err\n");
  EXPECT_EQ(output->status, 7);
}

TEST(Process, LargeOutputOnBothStreamsDoesNotBlock) {
  const auto output = run({"fill-errors 500000", "fill 500000", "fill-errors 300000"});
  ASSERT_TRUE(output) << output.error().detail;
  EXPECT_EQ(output->out.size(), 500000U);
  EXPECT_EQ(output->err.size(), 800000U);
}

TEST(Process, OutputOverTheLimitEndsTheProgram) {
  for (const Steps& steps : {Steps{"endless"}, Steps{"fill 500000", "sleep"}, Steps{"fill-errors 500000"}}) {
    RunLimits limits;
    limits.output = 1000;
    const auto output = run(steps, limits);
    ASSERT_TRUE(output) << output.error().detail;
    EXPECT_EQ(output->end, ProcessOutput::End::too_long) << steps[0];
  }
}

TEST(Process, OutputOfExactlyTheLimitIsAccepted) {
  RunLimits limits;
  limits.output = 1000;
  const auto output = run({"fill 1000"}, limits);
  ASSERT_TRUE(output) << output.error().detail;
  EXPECT_EQ(output->end, ProcessOutput::End::exited);
  EXPECT_EQ(output->out.size(), 1000U);
}

TEST(Process, ProgramIsKilledAtItsDeadline) {
  RunLimits limits;
  limits.time = std::chrono::seconds{1};
  const auto output = run({"say out", "sleep"}, limits);
  ASSERT_TRUE(output) << output.error().detail;
  EXPECT_EQ(output->end, ProcessOutput::End::late);
}

TEST(Process, CancelEndsCurrentAndLaterPrograms) {
  const auto cancellation = std::make_shared<Cancellation>();
  RunLimits limits;
  limits.cancellation = cancellation;
  std::thread canceller([&] { cancellation->cancel(); });
  for (int i = 0; i < 2; ++i) {
    const auto output = run({"sleep"}, limits);
    ASSERT_TRUE(output) << output.error().detail;
    EXPECT_EQ(output->end, ProcessOutput::End::cancelled);
  }
  canceller.join();
}

TEST(Process, ArgumentsAreUnchanged) {
  const Words arguments = {"two words", "it's \"quoted\" $HOME %PATH% *", "", "\\n", "a\\", "\xC3\xA9"};
  const auto output = run_captured(with(program_that({"arguments"}), arguments), plain_environment());
  ASSERT_TRUE(output) << output.error().detail;
  std::string lines;
  for (const auto& argument : arguments) lines += argument + '\n';
  EXPECT_EQ(output->out, lines);
}

TEST(Process, EnvironmentIsReplaced) {
  set_variable("LATCHKEY_TEST_OWN", "x");
  auto environment = plain_environment();
  environment.unset("LATCHKEY_TEST_OWN");
  environment.set("LATCHKEY_TEST_GIVEN", "y z");
  const auto output =
      run_captured(program_that({"variable LATCHKEY_TEST_OWN", "variable LATCHKEY_TEST_GIVEN"}), environment);
  unset_variable("LATCHKEY_TEST_OWN");
  ASSERT_TRUE(output) << output.error().detail;
  EXPECT_EQ(output->out, "(not set)\ny z\n");
}

TEST(Process, PathOfTheGivenEnvironmentIsSearched) {
  const TemporaryFolder folder;
  const auto path = make_program(folder.path(), "a-program", {"say it runs"});
  auto environment = plain_environment();
  EXPECT_EQ(run_captured({path}, environment)->out, "it runs\n");
  EXPECT_FALSE(run_captured({"a-program"}, environment));
  EXPECT_TRUE(look_for_program("a-program", environment));
  environment.set("PATH", search_path(folder.path()));
  const auto found = run_captured({"a-program"}, environment);
  ASSERT_TRUE(found) << found.error().detail;
  EXPECT_EQ(found->out, "it runs\n");
  EXPECT_FALSE(look_for_program("a-program", environment));
}

TEST(Process, MissingProgramsAreReported) {
  const TemporaryFolder folder;
  folder.write("file", "");
  for (const auto& name : {std::string("latchkey-none"), std::string(), std::string("/nowhere/program"),
                           folder.path() + "/file/program"}) {
    const auto output = run_captured({name}, plain_environment());
    ASSERT_FALSE(output) << name;
    EXPECT_FALSE(output.error().found) << name;
    EXPECT_TRUE(look_for_program(name, plain_environment())) << name;
  }
  EXPECT_FALSE(run_captured({}, plain_environment()));
  EXPECT_EQ(run_captured({"latchkey-none"}, plain_environment()).error().detail,
            "latchkey-none is not on PATH");
}

TEST(Process, FolderIsNotAProgram) {
  const TemporaryFolder folder;
  const auto output = run_captured({folder.path()}, plain_environment());
  ASSERT_FALSE(output);
  EXPECT_TRUE(output.error().found) << output.error().detail;
}

const ChildBody kCopies("copies", [](const Words& words) {
  if (std::freopen(words[0].c_str(), "rb", stdin) == nullptr) return 2;
  const auto output = run_captured(program_that({"copy"}), plain_environment());
  std::string left(5, '\0');
  left.resize(std::fread(left.data(), 1, left.size(), stdin));
  return output && output->out.size() == 0 && left == "typed" ? 5 : 1;
});

TEST(Process, DoesNotReadStandardInput) {
  const TemporaryFolder folder;
  folder.write("input", "typed");
  const auto output =
      run_captured(with(kCopies.words(), {folder.path() + "/input"}), Environment::of_this_process());
  ASSERT_TRUE(output) << output.error().detail;
  EXPECT_EQ(output->status, 5);
}

const ChildBody kReplaced("replaced", [](const Words& words) {
  auto environment = plain_environment();
  environment.set("GREETING", "a b");
  replace_process(words, environment);
  return 1;
});

TEST(Process, ExecReplacesTheProcess) {
  const auto program = with(program_that({"variable GREETING", "arguments", "status 9"}), {"c \"d"});
  const auto output = run_captured(with(kReplaced.words(), program), Environment::of_this_process());
  ASSERT_TRUE(output) << output.error().detail;
  EXPECT_EQ(output->out, "a b\nc \"d\n");
  EXPECT_EQ(output->status, 9);
}

TEST(Process, ReportsWhyExecFailed) {
  const TemporaryFolder folder;
  EXPECT_FALSE(replace_process({"latchkey-none"}, plain_environment()).found);
  EXPECT_FALSE(replace_process({}, plain_environment()).found);
  EXPECT_TRUE(replace_process({folder.path()}, plain_environment()).found);
}

using namespace std::chrono_literals;

TEST(SupervisedProgram, RunsAndReportsItsStatus) {
  bool is_started = false;
  const auto end =
      run_supervised(program_that({"status 9"}), plain_environment(), [&] { is_started = true; });
  ASSERT_TRUE(end) << end.error().detail;
  EXPECT_TRUE(is_started);
  EXPECT_EQ(end->status, 9);
  EXPECT_EQ(end->signal, 0);
}

TEST(SupervisedProgram, IsAnErrorIfItCannotBeStarted) {
  bool is_started = false;
  const auto end = run_supervised({"no-such-program"}, plain_environment(), [&] { is_started = true; });
  ASSERT_FALSE(end);
  EXPECT_FALSE(end.error().found);
  EXPECT_FALSE(is_started);
}

const ChildBody kBeside("beside", [](const Words& words) {
  const auto end = run_supervised(words, plain_environment(), [] {});
  return end ? end->status : 99;
});

TEST(SupervisedProgram, InheritsTheStandardStreams) {
  auto words = kBeside.words();
  for (const auto& word : program_that({"say out", "complain err", "status 3"})) words.push_back(word);
  const auto output = run_captured(words, Environment::of_this_process());
  ASSERT_TRUE(output) << output.error().detail;
  EXPECT_EQ(output->out, "out\n");
  EXPECT_EQ(output->err, "err\n");
  EXPECT_EQ(output->status, 3);
}

TEST(HelperProcess, RunsUntilDestroyed) {
  const TemporaryFolder folder;
  const auto path = make_program(folder.path(), "helper", {"sleep"});
  const auto began = std::chrono::steady_clock::now();
  {
    HelperProcess helper(path, {path}, plain_environment(), HelperProcess::Terminal::none);
    EXPECT_TRUE(helper.runs());
  }
  EXPECT_LT(std::chrono::steady_clock::now() - began, 10s);
}

TEST(HelperProcess, FailedStartIsReportedAsEnded) {
  const TemporaryFolder folder;
  HelperProcess none(folder.path() + "/none", {"x"}, plain_environment(), HelperProcess::Terminal::none);
  EXPECT_FALSE(none.runs());
}

}  // namespace
}  // namespace latchkey::test
