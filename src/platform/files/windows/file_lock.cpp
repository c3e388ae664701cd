// SPDX-License-Identifier: Apache-2.0
#include "platform/files/file_lock.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <windows.h>

#include "base/try.hpp"
#include "platform/files/files.hpp"
#include "platform/files/windows/open_file.hpp"
#include "platform/system/windows/utf16.hpp"
#include "platform/system/windows/win32_error.hpp"

namespace latchkey {
namespace {

constexpr std::size_t kLongestNote = 4096;
constexpr DWORD kLockedByteHigh =
    0x7FFFFFFF;  // far behind any note, because other processes cannot read locked bytes

windows::Handle open_lock(const std::string& path) {
  return windows::open_file(windows::wide_path(path), GENERIC_READ | GENERIC_WRITE, OPEN_ALWAYS,
                            FILE_ATTRIBUTE_NORMAL | FILE_FLAG_OPEN_REPARSE_POINT);
}

windows::Handle open_to_read(const std::string& path) {
  return windows::open_file(windows::wide_path(path), GENERIC_READ, OPEN_EXISTING,
                            FILE_ATTRIBUTE_NORMAL | FILE_FLAG_OPEN_REPARSE_POINT);
}

OVERLAPPED at(DWORD low, DWORD high = 0) {
  OVERLAPPED place{};
  place.Offset = low;
  place.OffsetHigh = high;
  return place;
}

std::string read_note(HANDLE file) {
  std::array<char, kLongestNote> buffer{};
  DWORD got = 0;
  auto start = at(0);
  if (ReadFile(file, buffer.data(), static_cast<DWORD>(buffer.size()), &got, &start) == 0) return {};
  return {buffer.data(), got};
}

/// ERROR_SUCCESS, ERROR_LOCK_VIOLATION if another process holds it, or another error.
DWORD lock(HANDLE file, DWORD flags) {
  auto byte = at(0, kLockedByteHigh);
  if (LockFileEx(file, flags | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &byte) != 0) return ERROR_SUCCESS;
  const DWORD why = GetLastError();
  return why == ERROR_IO_PENDING ? ERROR_LOCK_VIOLATION : why;
}

bool is_removed(HANDLE file) {
  FILE_STANDARD_INFO info{};
  return GetFileInformationByHandleEx(file, FileStandardInfo, &info, sizeof info) != 0 &&
         (info.DeletePending != 0 || info.NumberOfLinks == 0);
}

}  // namespace

// The kernel's lock belongs to the open file, also within a process. Closing the file releases it only some
// time later, so it is released explicitly first.
struct FileLock::File {
  explicit File(windows::Handle opened) : handle(std::move(opened)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    auto byte = at(0, kLockedByteHigh);
    if (is_locked) UnlockFileEx(handle.get(), 0, 1, 0, &byte);
  }

  windows::Handle handle;
  bool is_locked = false;
};

FileLock::FileLock(std::unique_ptr<File> file) : file_(std::move(file)) {}
FileLock::FileLock(FileLock&& other) noexcept = default;
FileLock& FileLock::operator=(FileLock&& other) noexcept = default;
FileLock::~FileLock() = default;

Result<std::optional<FileLock>> FileLock::try_take(const std::string& path) {
  TRY(auto request, LockWaiter::open(path));
  return request.try_take();
}

bool FileLock::is_held(const std::string& path) {
  const auto file = open_to_read(path);
  if (!file) return false;
  if (lock(file.get(), 0) == ERROR_LOCK_VIOLATION) return true;
  auto byte = at(0, kLockedByteHigh);
  UnlockFileEx(file.get(), 0, 1, 0, &byte);
  return false;
}

void FileLock::set_note(std::string_view text) {
  const auto size = static_cast<DWORD>(std::min(text.size(), kLongestNote));
  // If the note cannot be written, waiters only lack the holder's name.
  auto start = at(0);
  DWORD written = 0;
  if (WriteFile(file_->handle.get(), text.data(), size, &written, &start) == 0 || written != size) return;
  FILE_END_OF_FILE_INFO end{};
  end.EndOfFile.QuadPart = size;
  SetFileInformationByHandle(file_->handle.get(), FileEndOfFileInfo, &end, sizeof end);
}

bool FileLock::is_in_place() const {
  return !is_removed(file_->handle.get());
}

std::string FileLock::note() const {
  return read_note(file_->handle.get());
}

std::string FileLock::note_of(const std::string& path) {
  const auto file = open_to_read(path);
  return file ? read_note(file.get()) : std::string();
}

LockWaiter::LockWaiter(std::string path, std::unique_ptr<FileLock::File> file)
    : path_(std::move(path)), file_(std::move(file)) {}
LockWaiter::LockWaiter(LockWaiter&& other) noexcept = default;
LockWaiter& LockWaiter::operator=(LockWaiter&& other) noexcept = default;
LockWaiter::~LockWaiter() = default;

Result<LockWaiter> LockWaiter::open(const std::string& path) {
  auto file = open_lock(path);
  if (!file && GetLastError() == ERROR_PATH_NOT_FOUND) {
    if (auto made = files::make_folder(files::folder_of(path)); !made) return tl::unexpected(made.error());
    file = open_lock(path);
  }
  if (!file) {
    const DWORD why = GetLastError();
    return fail(Cause::lock_failed, "cannot open " + path + ": " + windows::error_text(why),
                windows::write_hint(why, files::folder_of(path)));
  }
  return LockWaiter(path, std::make_unique<FileLock::File>(std::move(file)));
}

Result<std::optional<FileLock>> LockWaiter::try_take() {
  for (;;) {
    const HANDLE file = file_->handle.get();
    const DWORD why = lock(file, LOCKFILE_EXCLUSIVE_LOCK);
    if (why == ERROR_LOCK_VIOLATION) return std::nullopt;
    if (why != ERROR_SUCCESS)
      return fail(Cause::lock_failed, "cannot lock " + path_ + ": " + windows::error_text(why));
    file_->is_locked = true;
    if (!is_removed(file)) return FileLock(std::exchange(file_, nullptr));
    TRY(*this, open(path_));  // later processes lock another file
  }
}

std::string LockWaiter::note() const {
  return read_note(file_->handle.get());
}

}  // namespace latchkey
