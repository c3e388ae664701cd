// SPDX-License-Identifier: Apache-2.0
#include "platform/files/file_lock.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <sys/file.h>
#include <sys/stat.h>

#include "base/try.hpp"
#include "platform/files/files.hpp"
#include "platform/files/posix/owner_rules.hpp"
#include "platform/system/posix/descriptor.hpp"
#include "platform/system/posix/errno.hpp"

namespace latchkey {
namespace {

constexpr std::size_t kLongestNote = 4096;

posix::Descriptor open_lock(const std::string& path, std::optional<ownership::Flaw>& flaw) {
  auto file = posix::open_own_file(path, O_RDWR | O_CREAT, flaw);
  file.lift();
  return file;
}

/// The existing lock file. Empty: there is none, or it is not a lock of this user.
posix::Descriptor open_to_look(const std::string& path) {
  std::optional<ownership::Flaw> flaw;
  return posix::open_own_file(path, O_RDONLY, flaw);
}

std::string read_note(int file) {
  std::array<char, kLongestNote> buffer{};
  const ssize_t got = pread(file, buffer.data(), buffer.size(), 0);
  return got > 0 ? std::string(buffer.data(), static_cast<std::size_t>(got)) : std::string();
}

/// Whether the open file still has a name; true if unknown.
bool has_name(int file) {
  struct stat status {};
  return fstat(file, &status) != 0 || status.st_nlink > 0;
}

}  // namespace

// A flock() belongs to the open file. Unlike locks of fcntl(), it is not lost when another part of the
// process opens and closes the same file.
struct FileLock::File {
  posix::Descriptor descriptor;
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
  const auto file = open_to_look(path);
  while (file && flock(file.get(), LOCK_SH | LOCK_NB) != 0) {
    if (errno != EINTR) return errno == EWOULDBLOCK;
  }
  return false;
}

bool FileLock::is_in_place() const {
  return has_name(file_->descriptor.get());
}

void FileLock::set_note(std::string_view text) {
  const auto size = std::min(text.size(), kLongestNote);
  // If the note cannot be written, waiters only lack the holder's name.
  if (pwrite(file_->descriptor.get(), text.data(), size, 0) == static_cast<ssize_t>(size))
    static_cast<void>(ftruncate(file_->descriptor.get(), static_cast<off_t>(size)) == 0);
}

std::string FileLock::note() const {
  return read_note(file_->descriptor.get());
}

std::string FileLock::note_of(const std::string& path) {
  const auto file = open_to_look(path);
  return file ? read_note(file.get()) : std::string();
}

LockWaiter::LockWaiter(std::string path, std::unique_ptr<FileLock::File> file)
    : path_(std::move(path)), file_(std::move(file)) {}
LockWaiter::LockWaiter(LockWaiter&& other) noexcept = default;
LockWaiter& LockWaiter::operator=(LockWaiter&& other) noexcept = default;
LockWaiter::~LockWaiter() = default;

Result<LockWaiter> LockWaiter::open(const std::string& path) {
  std::optional<ownership::Flaw> flaw;
  auto file = open_lock(path, flaw);
  if (!file && errno == ENOENT) {
    CHECK(files::make_folder(files::folder_of(path)));
    file = open_lock(path, flaw);
  }
  if (!file) {
    const int why = errno;
    if (flaw) return fail(Cause::file_unsafe, flaw->what, flaw->hint);
    return fail(Cause::lock_failed, "cannot open " + path + ": " + posix::error_text(why),
                posix::write_hint(why, files::folder_of(path)));
  }
  return LockWaiter(path, std::make_unique<FileLock::File>(FileLock::File{std::move(file)}));
}

Result<std::optional<FileLock>> LockWaiter::try_take() {
  for (;;) {
    const int file = file_->descriptor.get();
    while (flock(file, LOCK_EX | LOCK_NB) != 0) {
      if (errno == EWOULDBLOCK) return std::nullopt;
      if (errno != EINTR)
        return fail(Cause::lock_failed, "cannot lock " + path_ + ": " + posix::error_text(errno));
    }
    if (has_name(file)) return FileLock(std::exchange(file_, nullptr));
    TRY(*this, open(path_));  // later processes lock another file
  }
}

std::string LockWaiter::note() const {
  return read_note(file_->descriptor.get());
}

}  // namespace latchkey
