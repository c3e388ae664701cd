// SPDX-License-Identifier: Apache-2.0
#include "platform/system/posix/signals.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include "platform/system/posix/descriptor.hpp"

namespace latchkey::posix {

// In the order in which next() reports them.
const std::array<int, CaughtSignals::kCount> CaughtSignals::kSignals = [] {
  std::array<int, kCount> signals{};
  auto* const rest = std::copy(kEndingSignals.begin(), kEndingSignals.end(), signals.data());
  std::copy_n(std::array{SIGPIPE, SIGTSTP, SIGCONT}.begin(), kCount - kEndingSignals.size(), rest);
  return signals;
}();
std::mutex CaughtSignals::mutex_;

namespace {

// The pipe from the handler. Never closed, because a handler may still be running in another thread and would
// write to a reused descriptor.
std::atomic<int> pipe_reader{-1};
std::atomic<int> pipe_writer{-1};
static_assert(std::atomic<int>::is_always_lock_free);

bool make_pipe() {
  if (pipe_writer >= 0) return true;
  std::array<int, 2> ends{-1, -1};
  if (pipe(ends.data()) != 0) return false;
  for (int& end : ends) {
    const int lifted = fcntl(end, F_DUPFD_CLOEXEC, 3);  // not in place of a closed standard stream
    close(end);
    end = lifted;
    if (end >= 0) fcntl(end, F_SETFL, O_NONBLOCK);
  }
  if (ends[0] < 0 || ends[1] < 0) {
    for (const int end : ends) {
      if (end >= 0) close(end);
    }
    return false;
  }
  pipe_reader = ends[0];
  pipe_writer = ends[1];
  return true;
}

extern "C" void latchkey_note_signal(int signal) {
  const int saved = errno;
  const auto byte = static_cast<unsigned char>(signal);
  [[maybe_unused]] const auto written = ::write(pipe_writer, &byte, 1);  // if it is full, enough is pending
  errno = saved;
}

struct sigaction our_action() {
  struct sigaction action {};
  action.sa_handler = latchkey_note_signal;
  sigfillset(&action.sa_mask);
  return action;  // no SA_RESTART: a waiting call must return
}

}  // namespace

CaughtSignals::CaughtSignals() {
  if (!make_pipe()) return;
  installed_ = true;
  const auto action = our_action();
  for (std::size_t i = 0; i < kCount; ++i) {
    sigaction(kSignals[i], nullptr, &before_[i]);
    if (before_[i].sa_handler != SIG_IGN) sigaction(kSignals[i], &action, nullptr);
  }
}

CaughtSignals::~CaughtSignals() {
  if (!installed_) return;
  for (std::size_t i = 0; i < kCount; ++i) sigaction(kSignals[i], &before_[i], nullptr);
  collect();
  for (std::size_t i = 0; i < kCount; ++i) {
    if (pending_[i] && kSignals[i] != SIGCONT) raise(kSignals[i]);
  }
}

CaughtSignals::operator bool() const {
  return installed_;
}

int CaughtSignals::reader() {
  return pipe_reader;
}

void CaughtSignals::collect() {
  const int saved = errno;  // the interrupted code may report it
  unsigned char byte = 0;
  for (;;) {
    const ssize_t got = ::read(pipe_reader, &byte, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got != 1) break;
    for (std::size_t i = 0; i < kCount; ++i) {
      if (kSignals[i] == byte) pending_[i] = true;
    }
  }
  errno = saved;
}

int CaughtSignals::next() {
  collect();
  for (std::size_t i = 0; i < kCount; ++i) {
    if (!pending_[i]) continue;
    pending_[i] = false;
    return kSignals[i];
  }
  return 0;
}

void CaughtSignals::send_message(int signal) {
  for (std::size_t i = 0; i < kCount; ++i) {
    if (kSignals[i] != signal) continue;
    sigaction(signal, &before_[i], nullptr);
    raise(signal);
    const auto action = our_action();
    if (before_[i].sa_handler != SIG_IGN) sigaction(signal, &action, nullptr);
  }
}

HeldSignals::HeldSignals() {
  sigset_t held;
  sigemptyset(&held);
  for (const int signal : kEndingSignals) sigaddset(&held, signal);
  sigaddset(&held, SIGTSTP);
  pthread_sigmask(SIG_BLOCK, &held, &before_);
}

HeldSignals::~HeldSignals() {
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace latchkey::posix
