// SPDX-License-Identifier: Apache-2.0
// Not on Windows: signals, modes, /proc, scripts of sh, and closed or inherited file descriptors.
#include <array>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/process/subprocess.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey {
namespace {

Environment plain() {
  return Environment({{"PATH", "/usr/local/bin:/usr/bin:/bin"}, {"LANG", "C"}});
}

tl::expected<ProcessOutput, StartFailure> shell(const std::string& script, const RunLimits& limits = {}) {
  return run_captured({"sh", "-c", script}, plain(), limits);
}

/// A file with `text` and `mode` in the only folder on PATH.
class Program {
 public:
  Program(const std::string& text, mode_t mode) {
    std::array<char, 32> name{"/tmp/latchkey-test-XXXXXX"};
    folder_ = mkdtemp(name.data());
    const int file = open(path().c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    EXPECT_EQ(write(file, text.data(), text.size()), static_cast<ssize_t>(text.size()));
    close(file);
    chmod(path().c_str(), mode);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() {
    unlink(path().c_str());
    rmdir(folder_.c_str());
  }
  std::string path() const { return folder_ + "/program"; }
  Environment environment() const { return Environment({{"PATH", "/nowhere:" + folder_}}); }

 private:
  std::string folder_;
};

/// Wait status of a child that runs `body`.
template <typename Body>
int in_child(const Body& body) {
  const pid_t child = fork();
  if (child == 0) _exit(body());
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

TEST(SupervisedProgram, EndsBeforeASharedCtrlCIsHandled) {
  while (waitpid(-1, nullptr, WNOHANG) > 0) {  // leftovers of other tests would end the wait below
  }
  const auto end = run_supervised({"sh", "-c", "exit 5"}, plain(), [] {
    raise(SIGINT);  // to this thread; leftover threads of other tests do not wait for it
    siginfo_t ended{};
    waitid(P_ALL, 0, &ended, WEXITED | WNOWAIT);
  });
  ASSERT_TRUE(end) << end.error().detail;
  EXPECT_EQ(end->status, 5);  // and not this process by SIGINT
}

TEST(Process, SignalStatusMatchesTheShell) {
  EXPECT_EQ(shell("kill -TERM $$")->status, 128 + SIGTERM);
}

/// Whether the process whose ID is in `file` ends within two seconds.
bool is_ended(const std::string& file) {
  std::ifstream in(file);
  pid_t pid = 0;
  in >> pid;
  if (pid <= 0) return false;
  for (int i = 0; i < 400 && kill(pid, 0) == 0; ++i) {
    const auto state = shell("cut -d' ' -f3 /proc/" + std::to_string(pid) + "/stat")->out;
    if (state == "Z\n") return true;  // its new parent has not reaped it
    usleep(5000);
  }
  return kill(pid, 0) != 0;
}

TEST(Process, HelperThatHoldsThePipeIsNotAwaited) {
  const test::TemporaryFolder folder;
  const auto file = folder.path() + "/pid";
  const auto output = shell("sleep 100 & echo $! >" + file + "; echo {}");
  ASSERT_TRUE(output);
  EXPECT_EQ(output->out, "{}\n");
  EXPECT_EQ(output->end, ProcessOutput::End::exited);
  pid_t helper = 0;
  std::ifstream(file) >> helper;
  EXPECT_EQ(kill(helper, 0), 0);
  kill(helper, SIGKILL);
}

TEST(Process, DescendantsAreKilledAtTheDeadline) {
  const test::TemporaryFolder folder;
  const auto file = folder.path() + "/pid";
  RunLimits limits;
  limits.time = std::chrono::seconds{1};
  for (const std::string start : {"", "trap '' TERM; "}) {
    const auto output =
        shell(start + "(trap '' TERM; sleep 100 & wait) & echo $! >" + file + "; wait", limits);
    ASSERT_TRUE(output);
    EXPECT_EQ(output->end, ProcessOutput::End::late);
    EXPECT_TRUE(is_ended(file)) << "though it ignores SIGTERM, and its parent may be gone before it";
  }
}

TEST(Process, StatusesAreKnownInTwoThreadsWithSigchldIgnored) {
  EXPECT_EQ(WEXITSTATUS(in_child([] {
              std::signal(SIGCHLD, SIG_IGN);
              int first = 0;
              std::thread other([&] { first = shell("sleep 0.3; exit 5")->status; });
              const int second = shell("exit 6")->status;
              other.join();
              struct sigaction now {};
              sigaction(SIGCHLD, nullptr, &now);
              return first == 5 && second == 6 && now.sa_handler == SIG_IGN ? 0 : 1;
            })),
            0);
}

TEST(Process, ForeignProgramsReceiveUnchangedArguments) {
  const auto output =
      run_captured({"printf", "%s|", "two words", "it's \"quoted\" $HOME *", "", "\\n"}, plain());
  ASSERT_TRUE(output);
  EXPECT_EQ(output->out, "two words|it's \"quoted\" $HOME *||\\n|");
}

TEST(Process, EnvironmentHasNoOtherVariables) {
  setenv("LATCHKEY_TEST", "x", 1);
  EXPECT_EQ(run_captured({"env"}, plain())->out, "LANG=C\nPATH=/usr/local/bin:/usr/bin:/bin\n");
  unsetenv("LATCHKEY_TEST");
}

TEST(Process, ScriptsReceiveTheirPath) {
  const Program program("#!/bin/sh\necho \"$0\"\n", 0700);
  EXPECT_EQ(run_captured({"program"}, program.environment())->out, program.path() + "\n");
  EXPECT_EQ(run_captured({program.path()}, plain())->out, program.path() + "\n");
  EXPECT_FALSE(run_captured({"program"}, plain()));
}

TEST(Process, PathBelowAFileIsMissing) {
  for (const char* name : {"latchkey-none", "", "/nowhere/program", "/etc/passwd/program"}) {
    const auto output = run_captured({name}, plain());
    ASSERT_FALSE(output) << name;
    EXPECT_FALSE(output.error().found) << name;
  }
  EXPECT_FALSE(run_captured({}, plain()));
  EXPECT_EQ(run_captured({"latchkey-none"}, plain()).error().detail, "latchkey-none is not on PATH");
}

TEST(Process, UnexecutableProgramsAreReported) {
  const Program no_right("#!/bin/sh\n", 0600);
  const Program no_format("echo no shell please\n", 0700);
  const Program no_interpreter("#!/nowhere/interpreter\n", 0700);
  const auto detail = [](const Program& program) {
    const auto output = run_captured({"program"}, program.environment());
    return output || !output.error().found ? "(ran)" : output.error().detail;
  };
  EXPECT_EQ(detail(no_right), no_right.path() + ": permission denied");
  EXPECT_EQ(detail(no_format), no_format.path() + ": exec format error");
  EXPECT_EQ(detail(no_interpreter), no_interpreter.path() + ": the interpreter it asks for is not there");
  EXPECT_TRUE(run_captured({"/tmp"}, plain()).error().found);
}

TEST(Process, DoesNotReadAPipeOnStandardInput) {
  EXPECT_EQ(WEXITSTATUS(in_child([] {
              std::array<int, 2> ends{};
              if (pipe(ends.data()) != 0 || write(ends[1], "typed", 5) != 5) return 1;
              dup2(ends[0], 0);
              close(ends[1]);
              if (run_captured({"cat"}, plain())->out.size() != 0) return 2;
              std::array<char, 8> left{};
              return read(0, left.data(), left.size()) == 5 ? 0 : 3;
            })),
            0);
}

TEST(Process, ClosedStandardStreamsDoNotConfuseThePipes) {
  EXPECT_EQ(WEXITSTATUS(in_child([] {
              for (const int stream : {0, 1, 2}) close(stream);
              const auto output = shell("echo out; echo err >&2");
              return output && output->out == "out\n" && output->err == "err\n" ? 0 : 1;
            })),
            0);
}

TEST(Process, ChildrenInheritNoPipesAndNoIgnoredSigpipe) {
  EXPECT_EQ(WEXITSTATUS(in_child([] {
              for (int number = 3; number < 256; ++number) close(number);  // the test runner's own
              std::signal(SIGPIPE, SIG_IGN);
              const auto output = run_captured(
                  {"sh", "-c", "sh -c 'kill -PIPE $$'; echo $?; ls /proc/self/fd | wc -l"}, plain());
              return output && output->out == "141\n4\n" ? 0 : 1;
            })),
            0);
}

TEST(Process, StatusIsKnownWithSigchldIgnored) {
  EXPECT_EQ(WEXITSTATUS(in_child([] {
              std::signal(SIGCHLD, SIG_IGN);
              return shell("exit 5")->status == 5 ? 0 : 1;
            })),
            0);
}

TEST(Process, ExecUnblocksSignals) {
  const int status = in_child([] {
    auto environment = plain();
    environment.set("GREETING", "a b");
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    replace_process(
        {"sh", "-c", "test \"$GREETING\" = 'a b' && test \"$1\" = 'c \"d' && kill -PIPE $$", "x", "c \"d"},
        environment);
    return 1;
  });
  ASSERT_TRUE(WIFSIGNALED(status)) << status;
  EXPECT_EQ(WTERMSIG(status), SIGPIPE);
}

TEST(Process, ReportsWhyAFileCannotBeExecuted) {
  const Program no_format("echo no shell please\n", 0700);
  const Program no_right("#!/bin/sh\n", 0600);
  EXPECT_FALSE(replace_process({"latchkey-none"}, plain()).found);
  EXPECT_FALSE(replace_process({}, plain()).found);
  EXPECT_TRUE(replace_process({"program"}, no_format.environment()).found);
  EXPECT_TRUE(replace_process({"program"}, no_right.environment()).found);
  const auto too_long = replace_process({"true", std::string(8U << 20U, 'x')}, plain());
  EXPECT_TRUE(too_long.found);
  EXPECT_NE(too_long.detail.find("argument list too long"), std::string::npos) << too_long.detail;
}

}  // namespace
}  // namespace latchkey
