// SPDX-License-Identifier: Apache-2.0
#include "platform/process/scoped_temp_dir.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <ctime>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/try.hpp"
#include "platform/crypto/hash.hpp"
#include "platform/crypto/random.hpp"
#include "platform/files/file_lock.hpp"
#include "platform/files/files.hpp"
#include "platform/files/posix/owner_rules.hpp"
#include "platform/process/ended_folders.hpp"
#include "platform/process/posix/exit_watcher.hpp"
#include "platform/process/process_info.hpp"
#include "platform/system/posix/descriptor.hpp"
#include "platform/system/posix/errno.hpp"

namespace latchkey {
namespace {

constexpr const char* kLockName = "lock";
constexpr const char* kWatcherName = "latchkey-overlay-watcher";  // in lists of processes

tl::unexpected<Error> cannot_make(const std::string& path, int why) {
  return fail(Cause::write_failed, "cannot write " + path + ": " + posix::error_text(why),
              posix::write_hint(why, path.substr(0, path.rfind('/'))));
}

/// 0: it is not a positive number.
int number_in(std::string_view text) {
  int number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() && number > 0 ? number : 0;
}

/// The process ID at the end of a folder's name; 0: it is not one of latchkey's folders.
pid_t process_of(const std::string& name) {
  const auto dot = name.rfind('.');
  return dot == std::string::npos ? 0 : number_in(std::string_view(name).substr(dot + 1));
}

/// Identifies the PID namespace, because containers may share the home folder.
std::string numbering() {
  struct stat status {};
  return stat("/proc/self/ns/pid", &status) == 0 ? std::to_string(status.st_ino) : "0";
}

/// Whether the folder's process is running, or the lock is held: by its watcher, or by the process itself if
/// it has none. From another PID namespace only the lock is visible.
bool is_in_use(const std::string& folder, const std::string& name, pid_t process) {
  std::optional<ownership::Flaw> flaw;
  const auto lock = posix::open_own_file(files::join(folder, kLockName), O_RDONLY, flaw);
  if (lock && flock(lock.get(), LOCK_EX | LOCK_NB) != 0) return true;
  const bool ours = name.find('.' + numbering() + '.') != std::string::npos;
  if (!ours) return !lock;  // it may be in creation
  if (kill(process, 0) != 0 && errno != EPERM) return false;
  // A later process may have the same ID as the one that created the folder.
  const auto maker = FileLock::note_of(files::join(folder, kLockName));
  const auto now = start_of_process(process);
  return maker.empty() || now.empty() || maker == now;
}

/// Whether this process was started with the open lock file of `folder`, as posix::clean_up_at_process_exit()
/// does. Any other process can use the watcher's name, but does not have such a file.
bool holds_lock_of(const std::string& folder) {
  struct stat held {
  }, there{};
  return fstat(posix::kWatcherLock, &held) == 0 &&
         lstat(files::join(folder, kLockName).c_str(), &there) == 0 && S_ISREG(there.st_mode) &&
         there.st_uid == geteuid() && held.st_dev == there.st_dev && held.st_ino == there.st_ino;
}

posix::ExitCleanup content_of(const std::string& folder) {
  posix::ExitCleanup left{folder, {files::join(folder, kLockName)}, {""}};
  const auto names = files::names_in(folder);
  for (const auto& name : names) {
    if (name == kLockName || is_successor(name)) continue;
    const bool has_successor = std::binary_search(names.begin(), names.end(), name + kSuccessor);
    left.files.push_back(files::join(folder, name));
    left.successors.push_back(has_successor ? files::join(folder, name + kSuccessor) : std::string());
  }
  return left;
}

bool has_lock(const std::string& folder) {
  struct stat status {};
  return lstat(files::join(folder, kLockName).c_str(), &status) == 0;
}

/// nullopt: it has not ended, or is in creation.
std::optional<EndedFolder> ended_folder(const std::string& folder) {
  struct stat status {};
  if (has_lock(folder) || lstat(folder.c_str(), &status) != 0) return std::nullopt;
  constexpr std::chrono::seconds kMade{60};  // there may be a thousand, so old ones are not read
  const std::chrono::seconds age(time(nullptr) - status.st_mtime);
  if (age < kMade && !has_ended(files::names_in(folder))) return std::nullopt;
  return EndedFolder{folder, age};
}

}  // namespace

struct ScopedTempDir::State {
  posix::ExitCleanup left;
  posix::Descriptor lock;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { posix::clean_up(left); }

  void succeed(const std::string& name, const std::string& successor) {
    const auto file = std::find(left.files.begin(), left.files.end(), files::join(left.folder, name));
    if (file != left.files.end())
      left.successors[static_cast<std::size_t>(file - left.files.begin())] = successor;
  }
};

ScopedTempDir::ScopedTempDir(std::unique_ptr<State> state) : state_(std::move(state)) {}
ScopedTempDir::ScopedTempDir(ScopedTempDir&&) noexcept = default;
ScopedTempDir& ScopedTempDir::operator=(ScopedTempDir&&) noexcept = default;
ScopedTempDir::~ScopedTempDir() = default;

Result<ScopedTempDir> ScopedTempDir::make(const std::string& parent) {
  auto state = std::make_unique<State>();
  const auto path =
      files::join(parent, to_hex(random_bytes(8)) + '.' + numbering() + '.' + std::to_string(getpid()));
  CHECK(files::make_folder(parent));
  if (mkdir(path.c_str(), 0700) != 0) return cannot_make(path, errno);
  state->left.folder = path;
  state->left.successors.emplace_back();
  const auto& lock_path = state->left.files.emplace_back(files::join(path, kLockName));
  state->lock = posix::open_again(lock_path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
  if (!state->lock) return cannot_make(lock_path, errno);
  state->lock.lift();
  if (flock(state->lock.get(), LOCK_EX | LOCK_NB) != 0) return cannot_make(lock_path, errno);
  // Without it is_in_use() cannot distinguish the process from a later one.
  static_cast<void>(posix::write_all(state->lock.get(), start_of_process(getpid())));
  return ScopedTempDir(std::move(state));
}

const std::string& ScopedTempDir::path() const {
  return state_->left.folder;
}

Result<std::string> ScopedTempDir::add(const std::string& name, std::string_view data) {
  auto path = files::join(state_->left.folder, name);
  auto file = posix::open_again(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0400);
  if (!file) return cannot_make(path, errno);
  state_->left.files.push_back(path);
  state_->left.successors.emplace_back();
  static_cast<void>(fchmod(file.get(), 0400));  // regardless of the umask
  int why = posix::write_all(file.get(), data);
  if (why == 0) why = file.close();
  if (why != 0) return cannot_make(path, why);
  return path;
}

Result<void> ScopedTempDir::leave_link(const std::string& name, const std::string& target) {
  const auto path = files::join(state_->left.folder, name + kSuccessor);
  if (symlink(target.c_str(), path.c_str()) != 0) return cannot_make(path, errno);
  state_->succeed(name, path);
  return {};
}

Result<void> ScopedTempDir::leave_file(const std::string& name, std::string_view data) {
  TRY(const auto path, add(name + kSuccessor, data));
  state_->left.files.pop_back();
  state_->left.successors.pop_back();
  state_->succeed(name, path);
  return {};
}

void ScopedTempDir::end() {
  posix::replace_or_remove(state_->left);
  state_->left = {};
}

Result<void> ScopedTempDir::remove_at_process_exit() {
  constexpr pid_t kInit = 1;
  if (getpid() == kInit) {
    // A watcher would be a child of this process and end with it, because a container ends with its first
    // process. The process keeps the lock, for cleanup from outside.
    fcntl(state_->lock.get(), F_SETFD, 0);
    return {};
  }
  const int why = posix::clean_up_at_process_exit(state_->left, state_->lock.get(), kWatcherName);
  if (why == 0) return {};
  return fail(Cause::process_not_started,
              "cannot start the process that removes " + path() + " at the end: " + posix::error_text(why),
              "check the limit on processes (ulimit -u)");
}

std::vector<FolderInUse> remove_stale_temp_dirs(const std::string& parent) {
  std::vector<FolderInUse> in_use;
  std::vector<EndedFolder> ended;
  for (const auto& name : files::names_in(parent)) {
    const pid_t process = process_of(name);
    const auto folder = files::join(parent, name);
    if (process == 0) continue;
    if (auto end = ended_folder(folder)) {
      ended.push_back(*std::move(end));
    } else if (is_in_use(folder, name, process)) {
      in_use.push_back({folder, process});
    } else {
      posix::replace_or_remove(content_of(folder));
    }
  }
  for (const auto& folder : outdated(std::move(ended))) posix::clean_up(content_of(folder));
  return in_use;
}

std::optional<int> run_as_folder_watcher(int argc, char** argv) {
  constexpr int kArguments = 4;
  if (argc != kArguments || std::string_view(argv[0]) != kWatcherName) return std::nullopt;
  const std::string folder = argv[1];
  const pid_t process = number_in(argv[2]);
  if (process == 0 || process_of(folder) != process || !holds_lock_of(folder)) return 1;
  posix::wait_for_end(process, argv[3][0] == '-' ? -1 : number_in(argv[3]));
  if (holds_lock_of(folder)) posix::replace_or_remove(content_of(folder));
  return 0;
}

}  // namespace latchkey
