// SPDX-License-Identifier: Apache-2.0
#include "platform/process/posix/exit_watcher.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#else
#include <sys/event.h>
#endif

#include "platform/process/posix/spawn.hpp"
#include "platform/system/posix/descriptor.hpp"
#include "platform/system/posix/signals.hpp"

// Between fork() and _exit() this code does not allocate, lock or flush, because the copied memory may be in
// any state.
namespace latchkey::posix {
namespace {

constexpr int kHighest = 1 << 20;  // descriptors above this are not closed one by one

void close_from(int first) {
#if defined(__linux__) && defined(SYS_close_range)
  if (syscall(SYS_close_range, static_cast<unsigned>(first), ~0U, 0U) == 0) return;
#endif
  const long limit = sysconf(_SC_OPEN_MAX);
  const int end = limit > 0 && limit < kHighest ? static_cast<int>(limit) : kHighest;
  for (int number = first; number < end; ++number) close(number);
}

constexpr int kWatch = 3;
constexpr int kLock = kWatcherLock;

/// Keeps `watch` and `lock`, as kWatch and kLock, and the null device as standard streams.
void close_all_but(int& watch, int& lock) {
  constexpr int kFirstFree = kLock + 1;
  // Moved away first, because one of them may have the other's number.
  const int high_watch = watch < 0 ? -1 : fcntl(watch, F_DUPFD, kFirstFree);
  const int high_lock = fcntl(lock, F_DUPFD, kFirstFree);
  const int null = open("/dev/null", O_RDWR);
  for (int stream = 0; stream <= 2; ++stream) dup2(null, stream);
  watch = high_watch < 0 ? -1 : dup2(high_watch, kWatch);
  lock = dup2(high_lock, kLock);
  if (watch < 0) close(kWatch);
  close_from(kFirstFree);
}

void pause_a_second() {
  constexpr int kMilliseconds = 1000;
  poll(nullptr, 0, kMilliseconds);
}

#ifdef __linux__

/// Readable when this process has ended. -1: the kernel is older than 5.3, or a sandbox forbids it.
int open_watch(pid_t process) {
#ifdef SYS_pidfd_open
  return static_cast<int>(syscall(SYS_pidfd_open, process, 0));
#else
  static_cast<void>(process);
  return -1;
#endif
}

void wait_by(int watch) {
  pollfd wait{watch, POLLIN, 0};
  while (poll(&wait, 1, -1) < 0 && errno == EINTR) {
  }
}

#else

int open_watch(pid_t process) {
  const int queue = kqueue();
  struct kevent change {};
  EV_SET(&change, static_cast<uintptr_t>(process), EVFILT_PROC, EV_ADD | EV_ONESHOT, NOTE_EXIT, 0, nullptr);
  if (queue >= 0 && kevent(queue, &change, 1, nullptr, 0, nullptr) != 0) {
    close(queue);
    return -1;
  }
  return queue;
}

void wait_by(int watch) {
  struct kevent event {};
  while (kevent(watch, nullptr, 0, &event, 1, nullptr) < 0 && errno == EINTR) {
  }
}

#endif

/// Without a watch: checks each second. A process that reuses the ID at once is waited for as well.
void wait_by_looking(pid_t process) {
  while (kill(process, 0) == 0 || errno == EPERM) pause_a_second();
}

/// The watcher's arguments, created while memory can still be allocated.
struct Arguments {
  std::string name, folder, process, watch;
  std::array<char*, 5> pointers{};
  std::array<char*, 1> no_environment{};

  Arguments(std::string name_of_it, const ExitCleanup& left, pid_t own, int watch_number)
      : name(std::move(name_of_it)),
        folder(left.folder),
        process(std::to_string(own)),
        watch(std::to_string(watch_number)) {
    pointers = {name.data(), folder.data(), process.data(), watch.data(), nullptr};
  }
};

/// Leaves the terminal and ignores signals: a signal to all processes of a session or service must not end
/// the watcher before the process that it watches.
void leave_session() {
  setsid();
  for (const int number : kEndingSignals) signal(number, SIG_IGN);      // NOLINT: a macro of the system's
  for (const int number : {SIGPIPE, SIGTSTP}) signal(number, SIG_IGN);  // NOLINT
}

[[noreturn]] void watch_and_remove(pid_t process, int watch, const ExitCleanup& left, int lock,
                                   const char* program, Arguments& arguments) {
  static_cast<void>(chdir("/") == 0);  // a busy folder is better than a leftover overlay
#ifndef __linux__
  watch = open_watch(process);  // a queue is not inherited by fork()
#endif
  close_all_but(watch, lock);
#ifdef __linux__
  execve(program, arguments.pointers.data(), arguments.no_environment.data());
#else
  static_cast<void>(program);  // nor by execve()
  static_cast<void>(arguments);
#endif
  wait_for_end(process, watch);
  if (access(left.files.front().c_str(), F_OK) == 0) replace_or_remove(left);  // otherwise its process did it
  _exit(0);
}

}  // namespace

void clean_up(const ExitCleanup& left) {
  if (left.folder.empty()) return;
  for (const auto* files : {&left.files, &left.successors}) {
    for (const auto& file : *files) unlink(file.c_str());
  }
  rmdir(left.folder.c_str());
}

void replace_or_remove(const ExitCleanup& left) {
  if (left.folder.empty()) return;
  for (std::size_t i = left.files.size(); i-- > 0;) {
    const auto& successor = left.successors[i];
    if (successor.empty() || rename(successor.c_str(), left.files[i].c_str()) != 0)
      unlink(left.files[i].c_str());
  }
  rmdir(left.folder.c_str());
}

void wait_for_end(int process, int watch) {
  if (watch >= 0) {
    wait_by(watch);
  } else {
    wait_by_looking(process);
  }
}

int clean_up_at_process_exit(const ExitCleanup& left, int lock, const std::string& watcher) {
  const pid_t own = getpid();
#ifdef __linux__
  Descriptor watch(open_watch(own));
  watch.lift();
#else
  const Descriptor watch;
#endif
  Arguments arguments(watcher, left, own, watch ? kWatch : -1);
  const KeepChildStatus keep_status;
  const HeldSignals held;  // until the new processes ignore them
  const pid_t middle = fork();
  if (middle < 0) return errno;
  if (middle == 0) {
    leave_session();
    const pid_t last = fork();
    if (last == 0) watch_and_remove(own, watch.get(), left, lock, "/proc/self/exe", arguments);
    _exit(last < 0 ? errno : 0);
  }
  int status = 0;
  while (waitpid(middle, &status, 0) < 0) {
    if (errno != EINTR) return errno;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
}

}  // namespace latchkey::posix
