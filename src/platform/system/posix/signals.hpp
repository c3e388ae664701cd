// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <csignal>
#include <cstddef>
#include <mutex>

namespace latchkey::posix {

/// The signals that end a process by default and can be caught, except those of program faults (SIGSEGV,
/// SIGABRT) and SIGPIPE, which harden_process() ignores.
inline constexpr std::array kEndingSignals = {SIGINT,  SIGTERM, SIGHUP,    SIGQUIT, SIGALRM, SIGUSR1,
                                              SIGUSR2, SIGXCPU, SIGVTALRM, SIGPROF, SIGIO};

/// Blocks signals that end or stop a program, in this thread, while it exists: for the few milliseconds in
/// which a partial file would be left behind. The signals arrive afterwards.
class HeldSignals {
 public:
  HeldSignals();
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;
  ~HeldSignals();

 private:
  sigset_t before_{};
};

/// Catches the signals that end, stop or continue a program while it exists, so that the terminal can be
/// restored first. A caught signal makes reader() readable; next() returns it. Only one object exists at a
/// time: another thread waits for it, and a nested one would wait forever. Ignored signals (nohup) stay
/// ignored. SIGTTIN and SIGTTOU are not caught: they stop a background program at the call that needs the
/// terminal, and the call continues after `fg`.
class CaughtSignals {
 public:
  CaughtSignals();
  CaughtSignals(const CaughtSignals&) = delete;
  CaughtSignals& operator=(const CaughtSignals&) = delete;
  /// Restores the dispositions, and raises caught signals that next() has not returned.
  ~CaughtSignals();

  /// False: there are no descriptors left for the pipe.
  explicit operator bool() const;

  /// Readable (poll, select) after a signal.
  static int reader();

  /// The next caught signal, 0 for none: first those that end the process, then SIGTSTP, then SIGCONT.
  int next();

  /// Lets `signal` have its original effect. Returns if that does not end the process.
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
