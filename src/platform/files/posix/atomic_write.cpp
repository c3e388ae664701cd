// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/files/files.hpp"
#include "platform/files/temporary_files.hpp"
#include "platform/system/posix/descriptor.hpp"
#include "platform/system/posix/errno.hpp"
#include "platform/system/posix/signals.hpp"

// The write functions of files.hpp.
namespace latchkey::files {
namespace {

tl::unexpected<Error> cannot(const char* verb, const std::string& path, int why, const std::string& folder) {
  return fail(Cause::write_failed, std::string("cannot ") + verb + " " + path + ": " + posix::error_text(why),
              posix::write_hint(why, folder));
}

/// Creates `folder` and missing parents with 0700. 0 or an errno value.
int make_folders(const std::string& folder) {
  if (mkdir(folder.c_str(), 0700) == 0) return 0;
  int why = errno;
  if (why == ENOENT) {
    const auto above = folder_of(folder);
    if (above == folder || above == ".") return ENOENT;
    why = make_folders(above);
    if (why != 0) return why;
    if (mkdir(folder.c_str(), 0700) == 0) return 0;
    why = errno;
  }
  // Another process may have created it; a read-only or forbidden place may already contain it.
  struct stat status {};
  const bool there = stat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
  return there ? 0 : why;
}

/// A new file next to the one to replace, removed unless it was renamed into place.
class Temporary {
 public:
  Temporary() = default;
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    if (!path_.empty()) unlink(path_.c_str());
  }

  int create(const std::string& folder) {
    const int why = try_create(folder);
    if (why != ENOENT) return why;
    const int unmade = make_folders(folder);  // only now, because it usually exists
    return unmade != 0 ? unmade : try_create(folder);
  }

  /// Copies owner and mode of the file that it replaces. 0 or an errno value.
  int take_owner_and_mode(const struct stat& like) const {
    struct stat own {};
    if (fstat(file_.get(), &own) != 0) return errno;
    const bool same = own.st_uid == like.st_uid && own.st_gid == like.st_gid;
    if (!same && fchown(file_.get(), like.st_uid, like.st_gid) != 0) return errno;
    return fchmod(file_.get(), like.st_mode & 07777U) == 0 ? 0 : errno;
  }

  int write(std::string_view data) const { return posix::write_all(file_.get(), data); }

  /// Syncs the data to the disk. Some file systems do not support that, which is not an error.
  int sync() const {
    const int status = fsync(file_.get());
    return status == 0 || errno == EINVAL || errno == ENOTSUP ? 0 : errno;
  }

  int finish() {
    const int why = sync();
    const int close_why = file_.close();
    return why != 0 ? why : close_why;
  }

  /// Returns the open file and removes its name.
  posix::Descriptor take_nameless() {
    unlink(path_.c_str());
    path_.clear();
    return std::move(file_);
  }

  int put_in_place(const std::string& target) {
    if (std::rename(path_.c_str(), target.c_str()) != 0) return errno;
    path_.clear();
    return 0;
  }

 private:
  int try_create(const std::string& folder) {
    for (int attempt = 0; attempt < 100; ++attempt) {
      auto path = join(folder, temporaries::new_name());
      file_ = posix::open_again(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
      if (file_) {
        path_ = std::move(path);
        lock();
        static_cast<void>(
            fchmod(file_.get(), 0600));  // regardless of the umask; fails on file systems without modes
        return 0;
      }
      if (errno != EEXIST) return errno;
    }
    return EEXIST;
  }

  /// Tells temporaries::remove_stale() that the file is still being written. The lock belongs to the open
  /// file, and so to both descriptors: the second holds it until the file is in place. On a file system
  /// without locks, only the age indicates that.
  void lock() {
    writing_ = posix::Descriptor(fcntl(file_.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
    static_cast<void>(flock(file_.get(), LOCK_EX | LOCK_NB));
  }

  posix::HeldSignals held_;  // released last, when the file is in place or removed
  posix::Descriptor file_, writing_;
  std::string path_;
};

}  // namespace

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Result<void> make_folder(const std::string& folder) {
  if (const int why = make_folders(folder); why != 0) return cannot("make", folder, why, folder_of(folder));
  return {};
}

Result<void> write_private(const std::string& path, std::string_view data) {
  const auto folder = folder_of(path);
  Temporary temporary;
  int why = temporary.create(folder);
  if (why == 0) why = temporary.write(data);
  if (why == 0) why = temporary.finish();
  if (why == 0) why = temporary.put_in_place(path);
  if (why != 0) return cannot("write", path, why, folder);
  return {};
}

Result<void> replace(const std::string& path, std::string_view data) {
  const std::unique_ptr<char, decltype(&std::free)> real(realpath(path.c_str(), nullptr), &std::free);
  struct stat like {};
  if (!real || stat(real.get(), &like) != 0) return cannot("write", path, errno, folder_of(path));
  const std::string target = real.get();
  const auto folder = folder_of(target);
  int why = access(target.c_str(), W_OK) == 0 ? 0 : errno;
  Temporary temporary;
  if (why == 0) why = temporary.create(folder);
  if (why == 0) why = temporary.take_owner_and_mode(like);
  if (why == 0) why = temporary.write(data);
  if (why == 0) why = temporary.finish();
  if (why == 0) why = temporary.put_in_place(target);
  if (why != 0) return cannot("write", path, why, folder);
  return {};
}

struct Reservation::File {
  posix::Descriptor descriptor;
};

Reservation::Reservation(std::unique_ptr<File> file) : file_(std::move(file)) {}
Reservation::Reservation(Reservation&& other) noexcept = default;
Reservation& Reservation::operator=(Reservation&& other) noexcept = default;
Reservation::~Reservation() = default;

Result<Reservation> Reservation::reserve(const std::string& folder, std::size_t size) {
  Temporary temporary;
  int why = temporary.create(folder.empty() ? "." : folder);
  if (why == 0) why = temporaries::fill(temporary, size);
  if (why == 0) why = temporary.sync();  // a network file system may find out only now that it is full
  if (why != 0) return cannot("write in", folder, why, folder);
  auto file = temporary.take_nameless();
  file.lift();
  return Reservation(std::make_unique<File>(File{std::move(file)}));
}

Result<void> check_permissions(const std::string& folder) {
  const auto there = existing_part(folder);
  struct stat status {};
  const bool is_folder = stat(there.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
  if (!is_folder) return cannot("write in", folder, ENOTDIR, folder);
  if (access(there.c_str(), W_OK | X_OK) != 0) return cannot("write in", folder, errno, folder);
  return {};
}

}  // namespace latchkey::files
