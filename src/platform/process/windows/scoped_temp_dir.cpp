// SPDX-License-Identifier: Apache-2.0
#include "platform/process/scoped_temp_dir.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <mutex>
#include <utility>
#include <vector>

#include <windows.h>

#include "base/try.hpp"
#include "platform/crypto/hash.hpp"
#include "platform/crypto/random.hpp"
#include "platform/files/file_lock.hpp"
#include "platform/files/files.hpp"
#include "platform/process/ended_folders.hpp"
#include "platform/system/windows/handle.hpp"
#include "platform/system/windows/user.hpp"
#include "platform/system/windows/utf16.hpp"
#include "platform/system/windows/win32_error.hpp"

namespace latchkey {
namespace {

constexpr const char* kLockName = "lock";

tl::unexpected<Error> cannot_make(const std::string& path, DWORD why) {
  return fail(Cause::write_failed, "cannot write " + path + ": " + windows::error_text(why),
              windows::write_hint(why, files::folder_of(path)));
}

/// The process ID at the end of a folder's name; 0: it is not one of latchkey's folders.
DWORD process_of(const std::string& name) {
  const auto dot = name.rfind('.');
  DWORD number = 0;
  if (dot == std::string::npos) return 0;
  const auto parsed = std::from_chars(name.data() + dot + 1, name.data() + name.size(), number);
  return parsed.ec == std::errc() && parsed.ptr == name.data() + name.size() ? number : 0;
}

bool is_alive(DWORD process) {
  const windows::Handle opened(OpenProcess(SYNCHRONIZE, FALSE, process));
  if (!opened) return GetLastError() == ERROR_ACCESS_DENIED;
  return WaitForSingleObject(opened.get(), 0) == WAIT_TIMEOUT;
}

std::chrono::seconds age_of(const std::string& folder) {
  using Ticks = std::chrono::duration<long long, std::ratio<1, 10'000'000>>;
  FILETIME now{};
  GetSystemTimeAsFileTime(&now);
  const auto ticks = static_cast<long long>((static_cast<unsigned long long>(now.dwHighDateTime) << 32U) |
                                            now.dwLowDateTime);
  return std::chrono::duration_cast<std::chrono::seconds>(Ticks(ticks - files::change_stamp(folder)));
}

void remove_folder(const std::string& folder) {
  for (const auto& file : files::names_in(folder))
    static_cast<void>(files::remove(files::join(folder, file)));
  RemoveDirectoryW(windows::wide_path(folder).c_str());
}

/// As posix::replace_or_remove(): removes the lock last.
void end_folder(const std::string& folder) {
  const auto names = files::names_in(folder);
  for (const auto& name : names) {
    const auto path = files::join(folder, name);
    if (name == kLockName) continue;
    static_cast<void>(files::remove(path));
    if (!std::binary_search(names.begin(), names.end(), name + kSuccessor)) continue;
    MoveFileExW(windows::wide_path(path + kSuccessor).c_str(), windows::wide_path(path).c_str(), 0);
  }
  static_cast<void>(files::remove(files::join(folder, kLockName)));
  RemoveDirectoryW(windows::wide_path(folder).c_str());
}

}  // namespace

struct ScopedTempDir::State {
  std::string path;
  std::optional<FileLock> lock;
  bool was_used = false;  ///< a program has used it

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    lock.reset();
    if (path.empty()) return;
    if (was_used) {
      end_folder(path);
    } else {
      remove_folder(path);
    }
  }
};

ScopedTempDir::ScopedTempDir(std::unique_ptr<State> state) : state_(std::move(state)) {}
ScopedTempDir::ScopedTempDir(ScopedTempDir&&) noexcept = default;
ScopedTempDir& ScopedTempDir::operator=(ScopedTempDir&&) noexcept = default;
ScopedTempDir::~ScopedTempDir() = default;

Result<ScopedTempDir> ScopedTempDir::make(const std::string& parent) {
  CHECK(files::make_folder(parent));
  auto state = std::make_unique<State>();
  const auto path =
      files::join(parent, to_hex(random_bytes(8)) + ".0." + std::to_string(GetCurrentProcessId()));
  if (CreateDirectoryW(windows::wide_path(path).c_str(), windows::owner_only()) == 0)
    return cannot_make(path, GetLastError());
  state->path = path;
  TRY(state->lock, FileLock::try_take(files::join(path, kLockName)));
  if (!state->lock) return cannot_make(path, ERROR_LOCK_VIOLATION);
  return ScopedTempDir(std::move(state));
}

const std::string& ScopedTempDir::path() const {
  return state_->path;
}

Result<std::string> ScopedTempDir::add(const std::string& name, std::string_view data) {
  auto path = files::join(state_->path, name);
  if (files::is_there(path)) return cannot_make(path, ERROR_FILE_EXISTS);
  CHECK(files::write_private(path, data));
  SetFileAttributesW(windows::wide_path(path).c_str(), FILE_ATTRIBUTE_READONLY);
  return path;
}

Result<void> ScopedTempDir::leave_link(const std::string& name, const std::string& target) {
  constexpr DWORD kUnprivileged = 0x2;  // SYMBOLIC_LINK_FLAG_ALLOW_UNPRIVILEGED_CREATE
  const auto path = files::join(state_->path, name + kSuccessor);
  if (CreateSymbolicLinkW(windows::wide_path(path).c_str(), windows::wide(target).c_str(), kUnprivileged) ==
      0)
    return cannot_make(path, GetLastError());
  return {};
}

Result<void> ScopedTempDir::leave_file(const std::string& name, std::string_view data) {
  return files::write_private(files::join(state_->path, name + kSuccessor), data);
}

void ScopedTempDir::end() {
  state_->was_used = true;
  state_ = std::make_unique<State>();
}

// This process is never replaced: replace_process() waits for the program and then calls exit(). If it is
// killed, the next run cleans up.
Result<void> ScopedTempDir::remove_at_process_exit() {
  static std::mutex mutex;
  static std::vector<std::unique_ptr<State>> kept;
  const std::lock_guard lock(mutex);
  state_->was_used = true;
  kept.push_back(std::exchange(state_, std::make_unique<State>()));
  return {};
}

// A process holds the lock until it ends; without a lock, the folder may be in creation. The ID alone is not
// sufficient, because a later process may have it.
std::vector<FolderInUse> remove_stale_temp_dirs(const std::string& parent) {
  std::vector<FolderInUse> in_use;
  std::vector<EndedFolder> ended;
  for (const auto& name : files::names_in(parent)) {
    const auto process = process_of(name);
    const auto folder = files::join(parent, name);
    const auto lock = files::join(folder, kLockName);
    if (process == 0) continue;
    if (!files::is_there(lock) && has_ended(files::names_in(folder))) {
      ended.push_back({folder, age_of(folder)});
    } else if (FileLock::is_held(lock) || (!files::is_there(lock) && is_alive(process))) {
      in_use.push_back({folder, static_cast<long>(process)});
    } else {
      end_folder(folder);
    }
  }
  for (const auto& folder : outdated(std::move(ended))) remove_folder(folder);
  return in_use;
}

std::optional<int> run_as_folder_watcher(int /*argc*/, char** /*argv*/) {
  return std::nullopt;  // remove_at_process_exit() does not start a watcher
}

}  // namespace latchkey
