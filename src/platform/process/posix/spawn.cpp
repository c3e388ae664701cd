// SPDX-License-Identifier: Apache-2.0
#include "platform/process/posix/spawn.hpp"

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <string_view>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/system/deadline.hpp"
#include "platform/system/posix/errno.hpp"

namespace latchkey::posix {
namespace {

constexpr std::chrono::milliseconds kExitPollInterval{2};

/// The disposition of SIGCHLD before the first holder; the last one restores it.
struct ChildStatus {
  std::mutex mutex;
  int holders = 0;
  struct sigaction before {};

  bool is_ignored() const { return before.sa_handler == SIG_IGN || (before.sa_flags & SA_NOCLDWAIT) != 0; }
};
ChildStatus child_status;

/// 0: a file that may be executed; else an errno value.
int look_at(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return errno;
  if (S_ISDIR(status.st_mode)) return EISDIR;
  if (!S_ISREG(status.st_mode)) return EACCES;
  return access(path.c_str(), X_OK) == 0 ? 0 : errno;
}

bool absent(int why) {
  return why == ENOENT || why == ENOTDIR;
}

}  // namespace

int open_pipe(Pipe& made) {
  std::array<int, 2> ends{-1, -1};
#ifdef __APPLE__
  if (pipe(ends.data()) != 0) return errno;
  for (const int end : ends) fcntl(end, F_SETFD, FD_CLOEXEC);
#else
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return errno;
#endif
  made.reader = Descriptor(ends[0]);
  made.writer = Descriptor(ends[1]);
  made.reader.lift();
  made.writer.lift();
  return made.reader && made.writer ? 0 : errno;
}

KeepChildStatus::KeepChildStatus() {
  const std::lock_guard lock(child_status.mutex);
  if (child_status.holders++ > 0) return;
  sigaction(SIGCHLD, nullptr, &child_status.before);
  if (!child_status.is_ignored()) return;
  struct sigaction plain {};
  plain.sa_handler = SIG_DFL;  // NOLINT: a macro of the system's
  sigaction(SIGCHLD, &plain, nullptr);
}

KeepChildStatus::~KeepChildStatus() {
  const std::lock_guard lock(child_status.mutex);
  if (--child_status.holders == 0 && child_status.is_ignored())
    sigaction(SIGCHLD, &child_status.before, nullptr);
}

Spawn::Spawn() {
  posix_spawn_file_actions_init(&actions_);
  posix_spawnattr_init(&attributes_);
  sigset_t signals;
  sigemptyset(&signals);
  posix_spawnattr_setsigmask(&attributes_, &signals);
  for (const int signal : kDefaultInChild) sigaddset(&signals, signal);
  posix_spawnattr_setsigdefault(&attributes_, &signals);
  posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
}

Spawn::~Spawn() {
  posix_spawnattr_destroy(&attributes_);
  posix_spawn_file_actions_destroy(&actions_);
}

void Spawn::connect(const Descriptor& ours, int theirs) {
  posix_spawn_file_actions_adddup2(&actions_, ours.get(), theirs);
}

void Spawn::connect_to_nothing(int theirs) {
  posix_spawn_file_actions_addopen(&actions_, theirs, "/dev/null", O_RDWR, 0);
}

void Spawn::lead_session() {
  short flags = 0;
  posix_spawnattr_getflags(&attributes_, &flags);
  posix_spawnattr_setflags(&attributes_, static_cast<short>(flags | POSIX_SPAWN_SETSID));
}

void Spawn::work_in(const char* folder) {
  posix_spawn_file_actions_addchdir_np(&actions_, folder);
}

void Spawn::keep_only_standard_streams() {
#ifdef __APPLE__
  short flags = 0;
  posix_spawnattr_getflags(&attributes_, &flags);
  posix_spawnattr_setflags(&attributes_, static_cast<short>(flags | POSIX_SPAWN_CLOEXEC_DEFAULT));
#else
  posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
#endif
}

void Spawn::obey_signals() {
  sigset_t signals;
  posix_spawnattr_getsigdefault(&attributes_, &signals);
  for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGCHLD}) sigaddset(&signals, signal);
  posix_spawnattr_setsigdefault(&attributes_, &signals);
}

int Spawn::start(pid_t& child, const std::string& path, std::vector<std::string> arguments,
                 std::vector<std::string> variables) {
  const auto argv = exec_pointers(arguments);
  const auto envp = exec_pointers(variables);
  return posix_spawn(&child, path.c_str(), &actions_, &attributes_, argv.data(), envp.data());
}

int shell_status(int wait_status) {
  return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

bool take_available(Descriptor& from, SecretText& to, std::size_t most) {
  constexpr int kMostReads = 16;
  std::array<char, 4096> chunk;  // NOLINT: filled by read()
  bool came = false;
  for (int i = 0; from && i < kMostReads; ++i) {
    const ssize_t got = ::read(from.get(), chunk.data(), chunk.size());
    if (got < 0 && errno != EINTR) break;
    if (got == 0) static_cast<void>(from.close());
    if (got <= 0) continue;
    to.append({chunk.data(), std::min(static_cast<std::size_t>(got), most - std::min(most, to.size()))});
    came = true;
  }
  for (volatile char& byte : chunk) byte = 0;
  return came;
}

bool has_exited(pid_t child) {
  siginfo_t info{};
  const int status = waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT);
  return status != 0 ? errno != EINTR : info.si_pid == child;
}

bool exits_within(pid_t child, std::chrono::milliseconds time) {
  const Deadline deadline(time);
  while (!has_exited(child)) {
    if (deadline.over()) return false;
    std::this_thread::sleep_for(kExitPollInterval);
  }
  return true;
}

int reap(pid_t child) {
  constexpr int kUnknown = 255;
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return kUnknown;
  }
  return shell_status(status);
}

tl::expected<std::string, StartFailure> find_program(const std::string& name,
                                                     const Environment& environment) {
  if (name.empty()) return tl::unexpected(StartFailure{false, "the name of the program is empty"});
  if (name.find('/') != std::string::npos) {
    const int why = look_at(name);
    if (why == 0) return name;
    return tl::unexpected(StartFailure{!absent(why), name + ": " + error_text(why)});
  }

  const auto* variable = environment.find("PATH");
  std::string_view rest = variable != nullptr ? std::string_view(*variable) : "/bin:/usr/bin";
  tl::unexpected<StartFailure> failure(StartFailure{false, name + " is not on PATH"});
  for (;;) {
    const auto colon = rest.find(':');
    std::string candidate(rest.substr(0, colon));
    if (candidate.empty()) candidate.assign(1, '.');  // POSIX: an empty part is the current folder
    candidate.append(1, '/').append(name);
    const int why = look_at(candidate);
    if (why == 0) return candidate;
    // A file that is not executable is remembered, but a later folder may have an executable one.
    if (why == EACCES && !failure.value().found) {
      failure = tl::unexpected(StartFailure{true, candidate + ": " + error_text(why)});
    }
    if (colon == std::string_view::npos) return failure;
    rest.remove_prefix(colon + 1);
  }
}

StartFailure start_failure(const std::string& path, int why) {
  if (why != ENOENT) return {true, path + ": " + error_text(why)};
  // The file exists, so its interpreter or loader is missing.
  struct stat status {};
  if (stat(path.c_str(), &status) == 0) return {true, path + ": the interpreter it asks for is not there"};
  return {false, path + ": " + error_text(why)};
}

std::vector<char*> exec_pointers(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  for (auto& string : strings) pointers.push_back(string.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace latchkey::posix
