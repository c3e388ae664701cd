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

// Paths are UTF-8 text in the machine's own notation.
namespace latchkey::files {

/// Whether `path` leads to a regular file, links followed.
bool is_file(const std::string& path);

/// Whether `path` leads to anything, links followed.
bool is_there(const std::string& path);

/// The bytes of a file. nullopt: there is no regular file there.
/// Errors: io - it is there and cannot be read, or is larger than `limit` bytes.
Result<std::optional<SecretText>> read(const std::string& path, std::size_t limit = 64U << 20U);

/// Replaces `path` by `data` so that a reader, or a crash at any instant, sees the old bytes or the new.
/// Owner-only (0600), synced and then renamed over `path`, as botocore/utils.py:3583-3602 does. Folders that
/// are missing are made 0700; those that exist keep their modes.
/// Errors: io - `path` is then as it was and no temporary file is left.
Result<void> write_private(const std::string& path, std::string_view data);

/// Replaces a file that is there, as write_private() does, but follows links to where it is and keeps its
/// mode and owner. Errors: io - also where it is write-protected; `path` is then as it was.
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

/// The names in a folder, sorted, but for "." and ".."; empty where there is no such folder.
std::vector<std::string> names_in(const std::string& folder);

/// Removes a file; one that is not there is fine. Returns whether there was one. Errors: io.
Result<bool> remove(const std::string& path);

/// A number that is another one whenever `path` has been written, or names in that folder have come or gone;
/// 0 where there is none. One system call, nothing is read.
long long change_stamp(const std::string& path);

/// How long ago the content of a regular file of this user was changed last; negative for a time in the
/// future. nullopt: it is something else, a link, another user's, or not there. On Windows, where a folder of
/// the user's own says whose its files are, the owner is not looked at.
std::optional<std::chrono::seconds> unchanged_for(const std::string& path);

/// `path` from the root on, without looking at the disk; a relative one begins in the current folder.
std::string absolute(const std::string& path);

/// Octal permission bits, or nullopt where there is no such file (or no such thing as modes).
std::optional<unsigned> mode(const std::string& path);

/// A symbolic link that leads nowhere.
struct DanglingLink {
  std::string path, target;

  /// "PATH is a symbolic link to TARGET, which is not there".
  std::string text() const { return path + ' ' + what(); }
  std::string what() const { return "is a symbolic link to " + target + ", which is not there"; }
};

/// The link because of which there is nothing at `path`: `path` itself, or a folder above it. nullopt: there
/// is none. Windows: nullopt, as making links there needs a right that few users have.
std::optional<DanglingLink> dangling_link(const std::string& path);

/// Where the symbolic link `path` leads to, whether that is there or not. nullopt: it is not a link, or the
/// target is relative. Windows: only where the target is there.
std::optional<std::string> link_target(const std::string& path);

/// The path without links in it, of a file that is there; else `path`.
std::string without_links(const std::string& path);

/// Where this user's programs may keep files that a restart may remove, the better place first: latchkey in
/// $XDG_RUNTIME_DIR, latchkey-UID in $TMPDIR or /tmp. Windows: latchkey in %TEMP%. They may not exist, and
/// may be another user's (ownership::make_private_folder()).
std::vector<std::string> temporary_folders(const Environment& env);

/// `folder` and `name` joined by the machine's separator.
std::string join(std::string_view folder, std::string_view name);
/// The folder that `path` lies in; "." for a bare name.
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

// What a person does where the system keeps them from a file: the end of a hint, in this system's own words.
namespace latchkey::access_fix {

/// `path` may not be read, or the folder above it may not be entered. `home`: the person's home folder, where
/// what another user owns may be taken over.
std::string for_reading(const std::string& path, const std::string& home);

/// `path` is there and is no program that may be run.
std::string for_running(const std::string& path);

}  // namespace latchkey::access_fix
