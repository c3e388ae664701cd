// SPDX-License-Identifier: Apache-2.0
#include <csignal>

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/try.hpp"
#include "platform/background.hpp"
#include "platform/descriptor_posix.hpp"
#include "platform/errno_posix.hpp"
#include "platform/files.hpp"
#include "platform/program_posix.hpp"

namespace latchkey {
namespace {

constexpr off_t kLongestLog = 1 << 20;

Result<posix::Descriptor> open_log(const std::string& path) {
  CHECK(files::make_folder(files::folder_of(path)));
  auto file = posix::open_again(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0600);
  file.lift();
  struct stat status {};
  if (!file || fstat(file.get(), &status) != 0) {
    const int why = errno;
    return fail(ErrorKind::io, "cannot write " + path + ": " + posix::error_text(why),
                posix::write_hint(why, files::folder_of(path)));
  }
  if (!S_ISREG(status.st_mode)) return fail(ErrorKind::io, path + " is no file", "remove it");
  static_cast<void>(fchmod(file.get(), 0600));
  if (status.st_size > kLongestLog) static_cast<void>(ftruncate(file.get(), 0) == 0);
  fcntl(file.get(), F_SETFL, O_APPEND);
  return file;
}

class BackgroundSpawn {
 public:
  explicit BackgroundSpawn(const posix::Descriptor& log) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addchdir_np(&actions_, "/");
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, log.get(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, log.get(), STDERR_FILENO);
    posix_spawnattr_init(&attributes_);
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes_, &signals);
    // Whatever our parent ignores: it must be possible to end it.
    for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGXFSZ, SIGCHLD})
      sigaddset(&signals, signal);
    posix_spawnattr_setsigdefault(&attributes_, &signals);
    short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID;
#if defined(__APPLE__)
    flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#else
    posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
#endif
    posix_spawnattr_setflags(&attributes_, flags);
  }
  BackgroundSpawn(const BackgroundSpawn&) = delete;
  BackgroundSpawn& operator=(const BackgroundSpawn&) = delete;
  ~BackgroundSpawn() {
    posix_spawnattr_destroy(&attributes_);
    posix_spawn_file_actions_destroy(&actions_);
  }

  int start(pid_t& child, const std::string& path, std::vector<std::string> arguments,
            std::vector<std::string> variables) {
    const auto argv = posix::exec_pointers(arguments);
    const auto envp = posix::exec_pointers(variables);
    return posix_spawn(&child, path.c_str(), &actions_, &attributes_, argv.data(), envp.data());
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

}  // namespace

Result<long> start_in_background(const std::string& path, const std::vector<std::string>& arguments,
                                 const Environment& environment, const std::string& log) {
  TRY(const auto file, open_log(log));
  pid_t child = -1;
  const int why = BackgroundSpawn(file).start(child, path, arguments, environment.to_strings());
  if (why != 0) return fail(ErrorKind::io, "cannot start " + path + ": " + posix::error_text(why));
  return child;
}

}  // namespace latchkey
