// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <csignal>
#include <cstddef>
#include <mutex>

namespace latchkey::posix {

/// The signals that end a process by default, other than those of a fault in it (SIGSEGV, SIGABRT), and that
/// it can catch. SIGPIPE is not one of them: harden_process() ignores it.
inline constexpr std::array kEndingSignals = {SIGINT,  SIGTERM, SIGHUP,    SIGQUIT, SIGALRM, SIGUSR1,
                                              SIGUSR2, SIGXCPU, SIGVTALRM, SIGPROF, SIGIO};

/// Holds back, while it lives, the signals by which a person or a system ends or stops a program (this
/// thread's; they arrive afterwards): for the few milliseconds in which a half-written file would stay
/// behind.
class HeldSignals {
 public:
  HeldSignals();
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;
  ~HeldSignals();

 private:
  sigset_t before_{};
};

/// Catches, while it lives, the signals that end, stop or continue a program, so that a terminal can be set
/// back first. A caught signal makes reader() readable; next() tells which it was. One at a time: another
/// thread's waits until this one is gone, and one inside another would wait for ever.
/// Signals that are ignored (nohup) stay ignored. SIGTTIN and SIGTTOU are left alone: they stop a background
/// program at the very call that needs the terminal, and the call goes on after `fg`.
class CaughtSignals {
 public:
  CaughtSignals();
  CaughtSignals(const CaughtSignals&) = delete;
  CaughtSignals& operator=(const CaughtSignals&) = delete;
  /// Puts the dispositions back; a signal that came and was not taken by next() is raised again.
  ~CaughtSignals();

  /// False: there are no descriptors left to make the pipe of.
  explicit operator bool() const;

  /// Readable (poll, select) when a signal has come.
  static int reader();

  /// The next signal that has come, 0 for none: first those that end the process, then SIGTSTP, then SIGCONT.
  int next();

  /// Lets `signal` do what it would have done without us. Returns if that is not the end of the process.
  void send_message(int signal);

 private:
  static constexpr std::size_t kCount = kEndingSignals.size() + 3;
  static const std::array<int, kCount> kSignals;

  void collect();

  static std::mutex mutex_;

  std::lock_guard<std::mutex> one_at_a_time_{mutex_};
  struct sigaction before_[kCount] = {};
  bool pending_[kCount] = {};
  bool installed_ = false;
};

}  // namespace latchkey::posix
