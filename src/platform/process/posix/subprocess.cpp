// SPDX-License-Identifier: Apache-2.0
#include "platform/process/subprocess.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/process/captured_run.hpp"
#include "platform/process/posix/process_tree.hpp"
#include "platform/process/posix/spawn.hpp"
#include "platform/system/deadline.hpp"
#include "platform/system/posix/descriptor.hpp"
#include "platform/system/posix/errno.hpp"

namespace latchkey {
namespace {

using std::chrono::milliseconds;

/// It shares latchkey's process group, because it may use the terminal, so the group cannot be killed as a
/// whole.
class CapturedProgram {
 public:
  CapturedProgram(pid_t child, posix::Descriptor out, posix::Descriptor err)
      : child_(child), out_(std::move(out)), err_(std::move(err)) {
    fcntl(out_.get(), F_SETFL, O_NONBLOCK);
    fcntl(err_.get(), F_SETFL, O_NONBLOCK);
  }

  bool has_exited() const { return posix::has_exited(child_); }
  bool is_open() const { return out_ || err_; }
  bool take(SecretText& out, SecretText& err, std::size_t most) {
    const bool has_out = posix::take_available(out_, out, most);
    const bool has_err = posix::take_available(err_, err, most);
    return has_out || has_err;
  }
  void wait(milliseconds most) const {
    std::array<pollfd, 2> waits{pollfd{out_.get(), POLLIN, 0}, pollfd{err_.get(), POLLIN, 0}};
    static_cast<void>(poll(waits.data(), waits.size(), static_cast<int>(most.count())));
  }
  void end() const {
    constexpr milliseconds kEndTimeout{400};  // for its exit after SIGTERM
    const posix::ProcessTree tree(child_);
    tree.signal(SIGTERM);
    if (tree.ends_within(kEndTimeout)) return;
    tree.signal(SIGKILL);
    posix::ProcessTree(child_).signal(SIGKILL);  // processes that were started meanwhile
  }
  int reap() const { return posix::reap(child_); }

 private:
  pid_t child_;
  posix::Descriptor out_, err_;
};

}  // namespace

tl::expected<ProcessOutput, StartFailure> run_captured(const std::vector<std::string>& arguments,
                                                       const Environment& environment,
                                                       const RunLimits& limits) {
  const auto path = posix::find_program(arguments.empty() ? std::string() : arguments[0], environment);
  if (!path) return tl::unexpected(path.error());
  posix::Pipe out;
  posix::Pipe err;
  int why = posix::open_pipe(out);
  if (why == 0) why = posix::open_pipe(err);
  if (why != 0) return tl::unexpected(StartFailure{true, "cannot make a pipe: " + posix::error_text(why)});

  const posix::KeepChildStatus keep_status;
  posix::Spawn spawn;
  spawn.connect(out.writer, STDOUT_FILENO);
  spawn.connect(err.writer, STDERR_FILENO);
  if (isatty(STDIN_FILENO) != 1) spawn.connect_to_nothing(STDIN_FILENO);
  pid_t child = -1;
  why = spawn.start(child, *path, arguments, environment.to_strings());
  if (why != 0) return tl::unexpected(posix::start_failure(*path, why));
  static_cast<void>(out.writer.close());
  static_cast<void>(err.writer.close());

  CapturedProgram program(child, std::move(out.reader), std::move(err.reader));
  return CapturedRun(std::move(program), limits).finish();
}

bool takes_line_breaks(const std::string& /*name*/, const Environment& /*environment*/) {
  return true;
}

std::optional<StartFailure> look_for_program(const std::string& name, const Environment& environment) {
  const auto path = posix::find_program(name, environment);
  return path ? std::nullopt : std::optional(path.error());
}

StartFailure replace_process(const std::vector<std::string>& arguments, const Environment& environment) {
  const auto path = posix::find_program(arguments.empty() ? std::string() : arguments[0], environment);
  if (!path) return path.error();
  auto words = arguments;
  auto variables = environment.to_strings();
  const auto argv = posix::exec_pointers(words);
  const auto envp = posix::exec_pointers(variables);
  std::fflush(nullptr);  // buffered output would be lost

  struct sigaction plain {};
  plain.sa_handler = SIG_DFL;  // NOLINT: a macro of the system's
  std::array<struct sigaction, posix::kDefaultInChild.size()> before{};
  for (std::size_t i = 0; i < before.size(); ++i) sigaction(posix::kDefaultInChild[i], &plain, &before[i]);
  sigset_t none;
  sigset_t mask_before;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, &mask_before);

  execve(path->c_str(), argv.data(), envp.data());

  const int why = errno;
  pthread_sigmask(SIG_SETMASK, &mask_before, nullptr);
  for (std::size_t i = 0; i < before.size(); ++i) sigaction(posix::kDefaultInChild[i], &before[i], nullptr);
  return posix::start_failure(*path, why);
}

struct HelperProcess::Running {
  pid_t process = -1;  // -1: it has ended
};

HelperProcess::HelperProcess(const std::string& path, const std::vector<std::string>& arguments,
                             const Environment& environment, Terminal terminal)
    : running_(std::make_unique<Running>()) {
  posix::Spawn spawn;
  if (terminal == Terminal::none) spawn.lead_session();
  spawn.obey_signals();
  spawn.connect_to_nothing(STDIN_FILENO);
  spawn.connect_to_nothing(STDOUT_FILENO);
  spawn.keep_only_standard_streams();
  pid_t child = -1;
  if (spawn.start(child, path, arguments, environment.to_strings()) == 0) running_->process = child;
}

bool HelperProcess::runs() {
  auto& process = running_->process;
  if (process > 0 && waitpid(process, nullptr, WNOHANG) != 0) process = -1;
  return process > 0;
}

HelperProcess::~HelperProcess() {
  using std::chrono::milliseconds;
  if (!runs()) return;
  const pid_t process = running_->process;
  ::kill(process, SIGTERM);
  for (const Deadline deadline(milliseconds{1000}); !deadline.over();) {
    if (!runs()) return;
    std::this_thread::sleep_for(milliseconds{5});
  }
  ::kill(process, SIGKILL);
  waitpid(process, nullptr, 0);
}

}  // namespace latchkey
