// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/secret/secret_text.hpp"
#include "platform/system/environment.hpp"
#include <latchkey/error.hpp>

// File operations. Paths are UTF-8 text in the notation of the system.
namespace latchkey::files {

/// Whether `path` leads to a regular file, links followed.
bool is_file(const std::string& path);

/// Whether `path` leads to anything, links followed.
bool is_there(const std::string& path);

/// The bytes of a file. nullopt: there is no regular file there. Errors: io - it exists and cannot be read,
/// or is larger than `limit` bytes.
Result<std::optional<SecretText>> read(const std::string& path, std::size_t limit = 64U << 20U);

/// Replaces `path` atomically by `data`: readers find the old or the new bytes, also after a crash. The file
/// is owner-only (0600), synced and then renamed over `path`, as in botocore/utils.py:3583-3602. Missing
/// folders are created with 0700; existing ones keep their modes. Errors: io - `path` is unchanged and no
/// temporary file is left.
Result<void> write_private(const std::string& path, std::string_view data);

/// Replaces an existing file as write_private() does, but follows links and keeps mode and owner. Errors: io
/// - also if it is write-protected; `path` is unchanged.
Result<void> replace(const std::string& path, std::string_view data);

/// Reservation on the disk for a later write_private() into a folder. Other writes cannot use it while this
/// lives. Its file has no name any more, or is removed with its handle, so a kill leaves nothing behind.
class Reservation {
 public:
  /// Makes the folder if it is missing, and writes `size` bytes into a temporary file. Errors: io.
  static Result<Reservation> reserve(const std::string& folder, std::size_t size);

  Reservation(Reservation&& other) noexcept;
  Reservation& operator=(Reservation&& other) noexcept;
  ~Reservation();

 private:
  struct File;
  explicit Reservation(std::unique_ptr<File> file);
  std::unique_ptr<File> file_;
};

/// Whether Reservation::reserve() would find that no file can be made in `folder`, as far as permissions and
/// the kind of what is there tell. Changes nothing. Errors: io, as reserve() returns them.
Result<void> check_permissions(const std::string& folder);

/// Makes `folder` and the folders above it that are missing, 0700. Errors: io.
Result<void> make_folder(const std::string& folder);

/// The sorted names in a folder without "." and ".."; empty if the folder does not exist.
std::vector<std::string> names_in(const std::string& folder);

/// Removes a file if it exists. Returns whether it existed. Errors: io.
Result<bool> remove(const std::string& path);

/// A number that changes when `path` is written, or when names in that folder are added or removed; 0 if it
/// does not exist. Needs one system call and reads nothing.
long long change_stamp(const std::string& path);

/// The time since the last change of a regular file of this user; negative for a time in the future. nullopt:
/// it is missing, a link, of another type or of another user. On Windows the owner is not checked, because
/// the user's folder determines it.
std::optional<std::chrono::seconds> unchanged_for(const std::string& path);

/// The absolute form of `path`, relative to the current folder, without disk access.
std::string absolute(const std::string& path);

/// Octal permission bits. nullopt: there is no such file, or the system has no modes.
std::optional<unsigned> mode(const std::string& path);

/// A symbolic link with a missing target.
struct DanglingLink {
  std::string path, target;

  /// "PATH is a symbolic link to TARGET, which is not there".
  std::string text() const { return path + ' ' + what(); }
  std::string what() const { return "is a symbolic link to " + target + ", which is not there"; }
};

/// The dangling link at `path` or at a folder above it. nullopt: there is none. Windows: nullopt, because few
/// users may create links.
std::optional<DanglingLink> dangling_link(const std::string& path);

/// The target of the symbolic link `path`, existing or not. nullopt: it is not a link, or the target is
/// relative. Windows: only if the target exists.
std::optional<std::string> link_target(const std::string& path);

/// The path without links for an existing file; else `path`.
std::string without_links(const std::string& path);

/// Folders for files that a restart may remove, in order of preference: latchkey in $XDG_RUNTIME_DIR,
/// latchkey-UID in $TMPDIR or /tmp. Windows: latchkey in %TEMP%. They may not exist or may belong to another
/// user (ownership::make_private_folder()).
std::vector<std::string> temporary_folders(const Environment& env);

/// `folder` and `name` joined by the machine's separator.
std::string join(std::string_view folder, std::string_view name);
/// The folder of `path`; "." for a bare name.
std::string folder_of(const std::string& path);

/// `path`, or the nearest folder above it that is there.
inline std::string existing_part(std::string path) {
  while (!is_there(path)) {
    auto above = folder_of(path);
    if (above == path) break;
    path = std::move(above);
  }
  return path;
}

/// The home folder of `user`, or of the current one for an empty name, from the user database. nullopt:
/// unknown.
std::optional<std::string> home_of(const std::string& user);

}  // namespace latchkey::files

// Corrections for files that cannot be accessed: the end of a hint, in terms of this system.
namespace latchkey::access_fix {

/// For a `path` that may not be read, or whose folder may not be entered. `home`: the user's home folder; in
/// it, the hint suggests `chown` for files of another user.
std::string for_reading(const std::string& path, const std::string& home);

/// For an existing `path` that is not executable.
std::string for_running(const std::string& path);

}  // namespace latchkey::access_fix
