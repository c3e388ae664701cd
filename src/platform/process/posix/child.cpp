// SPDX-License-Identifier: Apache-2.0
#include "platform/process/child.hpp"

#include <array>
#include <cerrno>
#include <csignal>

#include <sys/resource.h>
#include <sys/wait.h>

#include "platform/process/posix/find_executable.hpp"
#include "platform/process/posix/spawn.hpp"

namespace latchkey {
namespace {

constexpr std::array kForwarded = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2};

/// Blocks what is to be waited for; sets the thread's mask back.
class WaitedSignals {
 public:
  WaitedSignals() {
    sigemptyset(&set_);
    for (const int signal : kForwarded) sigaddset(&set_, signal);
    sigaddset(&set_, SIGCHLD);
    pthread_sigmask(SIG_BLOCK, &set_, &before_);
  }
  WaitedSignals(const WaitedSignals&) = delete;
  WaitedSignals& operator=(const WaitedSignals&) = delete;
  /// One that has not been taken yet was the child's as well (Ctrl-C), or came after its end: the child's
  /// status says how this process ends.
  ~WaitedSignals() {
    const timespec at_once{};
    while (sigtimedwait(&set_, nullptr, &at_once) > 0) {
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

  /// 0: it was interrupted.
  int wait(bool& by_terminal) const {
    siginfo_t about{};
    const int signal = sigwaitinfo(&set_, &about);
    by_terminal = about.si_code > 0;  // the kernel's own, not kill()'s
    return signal < 0 ? 0 : signal;
  }

 private:
  sigset_t set_{};
  sigset_t before_{};
};

/// nullopt: it still runs.
std::optional<ProcessEnd> end_of(pid_t child) {
  int status = 0;
  const auto ended = waitpid(child, &status, WNOHANG);
  if (ended == child)
    return ProcessEnd{posix::shell_status(status), WIFSIGNALED(status) ? WTERMSIG(status) : 0};
  if (ended < 0 && errno != EINTR) return ProcessEnd{255, 0};  // somebody else took it
  return std::nullopt;
}

}  // namespace

tl::expected<ProcessEnd, StartFailure> run_supervised(const std::vector<std::string>& arguments,
                                                      const Environment& environment,
                                                      const std::function<void()>& started) {
  const auto path = posix::find_program(arguments.empty() ? std::string() : arguments[0], environment);
  if (!path) return tl::unexpected(path.error());
  const posix::KeepChildStatus keep_status;
  const WaitedSignals signals;
  posix::Spawn spawn;
  pid_t child = -1;
  if (const int why = spawn.start(child, *path, arguments, environment.to_strings()); why != 0)
    return tl::unexpected(posix::start_failure(*path, why));
  try {
    started();
  } catch (const std::exception&) {  // no memory, no thread
    kill(child, SIGTERM);
    while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
    }
    throw;
  }
  while (true) {
    if (const auto end = end_of(child)) return *end;
    bool by_terminal = false;
    const int signal = signals.wait(by_terminal);
    // A terminal that goes says so to its session's first process alone, which may be this one.
    if (signal != 0 && signal != SIGCHLD && (!by_terminal || signal == SIGHUP)) kill(child, signal);
  }
}

void end_by_signal(int signal) {
  const rlimit no_core{0, 0};  // the memory holds credentials
  setrlimit(RLIMIT_CORE, &no_core);
  struct sigaction plain {};
  plain.sa_handler = SIG_DFL;  // NOLINT: a macro of the system's
  sigaction(signal, &plain, nullptr);
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, signal);
  pthread_sigmask(SIG_UNBLOCK, &only, nullptr);
  raise(signal);
}

}  // namespace latchkey
