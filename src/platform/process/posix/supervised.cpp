// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/process/posix/spawn.hpp"
#include "platform/process/subprocess.hpp"
#include "platform/system/posix/descriptor.hpp"

namespace latchkey {
namespace {

constexpr std::array kForwarded = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2};

/// Blocks the signals to wait for, and restores the thread's mask.
class WaitedSignals {
 public:
  WaitedSignals() {
    sigemptyset(&set_);
    for (const int signal : kForwarded) sigaddset(&set_, signal);
    for (const int signal : {SIGCHLD, SIGCONT}) sigaddset(&set_, signal);
    pthread_sigmask(SIG_BLOCK, &set_, &before_);
  }
  WaitedSignals(const WaitedSignals&) = delete;
  WaitedSignals& operator=(const WaitedSignals&) = delete;
  /// A pending signal also reached the child (Ctrl-C), or arrived after its end: the child's status decides
  /// how this process ends.
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
    by_terminal = about.si_code > 0;  // from the kernel, not from kill()
    return signal < 0 ? 0 : signal;
  }

 private:
  sigset_t set_{};
  sigset_t before_{};
};

/// The child process, as a job of the shell that started this process.
class Job {
 public:
  explicit Job(pid_t child) : child_(child) {}

  /// Reads the child's changes of state. nullopt: it has not ended.
  std::optional<ProcessEnd> take_changes() {
    int status = 0;
    pid_t changed = 0;
    while ((changed = waitpid(child_, &status, WNOHANG | WUNTRACED | WCONTINUED)) == child_) {
      if (WIFCONTINUED(status)) {
        is_stopped_ = false;
      } else if (WIFSTOPPED(status)) {
        is_stopped_ = stopped_now_ = true;
      } else {
        return ProcessEnd{posix::shell_status(status), WIFSIGNALED(status) ? WTERMSIG(status) : 0};
      }
    }
    if (changed < 0 && errno != EINTR) return ProcessEnd{255, 0};  // another thread has reaped it
    return std::nullopt;
  }

  /// Stops this process if only the child has stopped: the shell waits for this process, and would not take
  /// the terminal back. The kernel ignores SIGTSTP if no shell could continue this process.
  void stop_with_child() {
    sigset_t pending;
    const bool was_continued = sigpending(&pending) == 0 && sigismember(&pending, SIGCONT) == 1;
    if (!std::exchange(stopped_now_, false) || was_continued)
      return;  // after Ctrl-Z and fg the child continues in a moment
    const posix::Descriptor terminal = open_terminal();
    const pid_t group = getpgid(child_);
    had_terminal_ = terminal && group != getpgrp() && tcgetpgrp(terminal.get()) == group;
    kill(getpid(), SIGTSTP);
  }

  /// This process was continued: continues the child, with the terminal if it had it.
  void continue_child() {
    if (!std::exchange(is_stopped_, false)) return;
    const pid_t group = getpgid(child_);
    if (had_terminal_) {
      const posix::Descriptor terminal = open_terminal();
      if (terminal && tcgetpgrp(terminal.get()) == getpgrp()) tcsetpgrp(terminal.get(), group);
    }
    kill(group != getpgrp() && group > 0 ? -group : child_, SIGCONT);
  }

 private:
  static posix::Descriptor open_terminal() {
    return posix::Descriptor(open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC));
  }

  pid_t child_;
  bool is_stopped_ = false;
  bool stopped_now_ = false;   // and this process has not stopped
  bool had_terminal_ = false;  // its own process group was in the foreground when it stopped
};

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
  Job job(child);
  while (true) {
    if (const auto end = job.take_changes()) return *end;
    job.stop_with_child();
    bool by_terminal = false;
    const int signal = signals.wait(by_terminal);
    if (signal == SIGCONT) job.continue_child();
    const bool is_forwarded = signal != 0 && signal != SIGCHLD && signal != SIGCONT;
    // A hang-up of the terminal is sent only to the session leader, which may be this process.
    if (is_forwarded && (!by_terminal || signal == SIGHUP)) kill(child, signal);
  }
}

}  // namespace latchkey
