// SPDX-License-Identifier: Apache-2.0
#include "platform/files/ownership.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <memory>

#include <unistd.h>
#ifdef __linux__
#include <sys/vfs.h>
#endif

#include "base/text.hpp"
#include "base/try.hpp"
#include "platform/files/files.hpp"
#include "platform/files/posix/owner_rules.hpp"

namespace latchkey {
namespace {

using ownership::Flaw;
using ownership::Place;

constexpr mode_t kGroupOrOthersWrite = S_IWGRP | S_IWOTH;

std::string mode_text(const struct stat& status) {
  constexpr unsigned kBits = 3;
  constexpr unsigned kDigits = 4;
  std::string text;
  for (unsigned digit = kDigits; digit-- > 0;)
    text.push_back(static_cast<char>('0' + ((status.st_mode >> (digit * kBits)) & 7U)));
  return text;
}

Flaw owned_by_another(const std::string& path, const struct stat& status) {
  return {path + " belongs to another user (uid " + std::to_string(status.st_uid) + ')',
          "check what it contains, then move it away: mv " + text::shell_quoted(path) + ' ' +
              text::shell_quoted(path + ".old")};
}

Flaw writable_by_others(const std::string& path, const struct stat& status) {
  return {path + " can be changed by other users (mode " + mode_text(status) + ')',
          "run: chmod go-w " + text::shell_quoted(path)};
}

/// Whether the file system at `path` stores modes. Other file systems have one mode for all files, often
/// 0777, which chmod does not change: a Windows drive in WSL, FAT, SMB and most of FUSE.
bool stores_modes(const std::string& path) {
#ifdef __linux__
  constexpr std::array<unsigned long, 8> kWithoutModes = {
      0x01021997,  // 9p, as WSL 2 mounts Windows drives
      0x53464846,  // WSL 1
      0x4d44,      // FAT
      0x2011bab0,  // exFAT
      0x5346544e,  // NTFS
      0xff534d42,  // CIFS
      0xfe534d42,  // SMB 2
      0x65735546,  // FUSE
  };
  struct statfs system {};
  if (statfs(path.c_str(), &system) != 0) return true;
  constexpr unsigned long kMagic = 0xffffffff;
  for (const auto magic : kWithoutModes) {
    if ((static_cast<unsigned long>(system.f_type) & kMagic) == magic) return false;
  }
#else
  static_cast<void>(path);
#endif
  return true;
}

/// Group members count only if the group is not this process's own, because many systems give each user such
/// a group and a umask of 002.
bool others_may_write(const struct stat& status) {
  return (status.st_mode & S_IWOTH) != 0 || ((status.st_mode & S_IWGRP) != 0 && status.st_gid != getegid());
}

/// An attacker without root cannot have created files of root.
bool is_trusted_owner(uid_t owner) {
  return owner == geteuid() || owner == 0;
}

/// Root accepts the owner of ~/.aws as well: that user's config file already names the programs to run.
bool is_trusted_owner(const Place& place, uid_t owner) {
  if (is_trusted_owner(owner)) return true;
  struct stat aws {};
  return geteuid() == 0 && stat(place.aws.c_str(), &aws) == 0 && aws.st_uid == owner;
}

/// The flaw of one of latchkey's own folders. nullopt: none, or the folder does not exist.
std::optional<Flaw> flaw_of_state_folder(const Place& place, const std::string& folder) {
  struct stat status {};
  if (lstat(folder.c_str(), &status) != 0) return std::nullopt;
  if (S_ISLNK(status.st_mode)) {
    if (!is_trusted_owner(place, status.st_uid))
      return owned_by_another("the symbolic link " + folder, status);
    if (stat(folder.c_str(), &status) != 0) return std::nullopt;
  }
  if (!S_ISDIR(status.st_mode)) return std::nullopt;  // creating it reports an error
  if (!is_trusted_owner(place, status.st_uid)) {
    // Nothing in another user's folder without search permission can be used. Code that needs the folder
    // reports that.
    if (access(folder.c_str(), X_OK) != 0) return std::nullopt;
    return owned_by_another(folder, status);
  }
  if ((status.st_mode & kGroupOrOthersWrite) != 0 && stores_modes(folder))
    return writable_by_others(folder, status);
  return std::nullopt;
}

std::optional<std::string> real_path(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(realpath(path.c_str(), nullptr), &std::free);
  return real ? std::optional<std::string>(real.get()) : std::nullopt;
}

/// The nearest folder above `path` that exists, without links.
std::optional<std::string> existing_folder_above(const std::string& path) {
  std::string folder = path;
  for (;;) {
    auto above = files::folder_of(folder);
    if (above == folder) return std::nullopt;
    folder = std::move(above);
    if (auto real = real_path(folder)) return real;
    if (errno != ENOENT) return std::nullopt;
  }
}

/// In a folder that others may write, without the sticky bit, they may rename this user's files.
std::optional<Flaw> flaw_of_folder_above(const std::string& folder, bool& can_mend) {
  struct stat status {};
  if (stat(folder.c_str(), &status) != 0 || (status.st_mode & S_ISVTX) != 0) return std::nullopt;
  if (!others_may_write(status) || !stores_modes(folder)) return std::nullopt;
  can_mend = status.st_uid == geteuid();
  return writable_by_others(folder, status);
}

tl::unexpected<Error> refused(const Flaw& flaw) {
  return fail(Cause::file_unsafe, flaw.what, flaw.hint);
}

/// Adds flaws that this user cannot correct to `warnings`.
Result<void> check_folders_above(const Place& place, const std::string& state, std::vector<Flaw>& warnings) {
  const auto real_state = real_path(state);
  auto folder = real_state ? std::optional(files::folder_of(*real_state)) : existing_folder_above(state);
  const auto home = real_path(place.home);
  while (folder) {
    bool can_mend = false;
    if (auto flaw = flaw_of_folder_above(*folder, can_mend)) {
      if (can_mend) return refused(*flaw);
      warnings.push_back(*std::move(flaw));
    }
    if (*folder == "/" || folder == home) break;
    folder = files::folder_of(*folder);
  }
  return {};
}

}  // namespace

namespace posix {

bool is_private(const struct stat& status) {
  return status.st_uid == geteuid() && (status.st_mode & kGroupOrOthersWrite) == 0;
}

std::optional<Flaw> flaw_of_own_file(const std::string& path, const struct stat& status) {
  const auto move_away =
      "move it away: mv " + text::shell_quoted(path) + ' ' + text::shell_quoted(path + ".old");
  if (!S_ISREG(status.st_mode)) return Flaw{path + " is not a regular file", move_away};
  if (status.st_nlink > 1) {
    return Flaw{path + " is a hard link (the file has " + std::to_string(status.st_nlink) + " names)",
                move_away};
  }
  struct stat folder {};
  const bool is_root_in_a_users_folder =
      geteuid() == 0 && stat(files::folder_of(path).c_str(), &folder) == 0 && folder.st_uid == status.st_uid;
  if (!is_trusted_owner(status.st_uid) && !is_root_in_a_users_folder) return owned_by_another(path, status);
  return std::nullopt;
}

Descriptor open_own_file(const std::string& path, int flags, std::optional<Flaw>& flaw) {
  auto file = open_again(path.c_str(), flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, S_IRUSR | S_IWUSR);
  struct stat status {};
  if (!file) {
    const int why = errno;
    // For a link, a socket or a folder, the system's error text does not name the problem.
    if (lstat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) flaw = flaw_of_own_file(path, status);
    errno = why;
    return file;
  }
  if (fstat(file.get(), &status) == 0) flaw = flaw_of_own_file(path, status);
  if (flaw) static_cast<void>(file.close());
  return file;
}

}  // namespace posix

namespace ownership {

Result<std::vector<Flaw>> check_state(const Place& place, const std::string& state) {
  std::vector<Flaw> warnings;
  CHECK(check_folders_above(place, state, warnings));
  if (const auto flaw = flaw_of_state_folder(place, state)) return refused(*flaw);
  for (const auto& name : files::names_in(state)) {
    if (const auto flaw = flaw_of_state_folder(place, files::join(state, name))) return refused(*flaw);
  }
  return warnings;
}

std::optional<Flaw> flaw_of_shared_folder(const Place& place, const std::string& folder) {
  struct stat status {};
  if (stat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) return std::nullopt;
  if (!is_trusted_owner(place, status.st_uid)) return owned_by_another(folder, status);
  if (others_may_write(status) && stores_modes(folder)) return writable_by_others(folder, status);
  return std::nullopt;
}

std::optional<Flaw> flaw_of_config_file(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  if (others_may_write(status) && stores_modes(path)) return writable_by_others(path, status);
  return std::nullopt;
}

Result<std::optional<SecretText>> read(const Place& place, const std::string& path, std::size_t limit) {
  return posix::read_checked(path, limit, [&](const struct stat& status) -> std::optional<Flaw> {
    if (!is_trusted_owner(place, status.st_uid)) return owned_by_another(path, status);
    if ((status.st_mode & S_IWOTH) != 0 && stores_modes(path)) return writable_by_others(path, status);
    return std::nullopt;
  });
}

bool is_private_file(const std::string& path) {
  struct stat file {
  }, folder{};
  return lstat(path.c_str(), &file) == 0 && lstat(files::folder_of(path).c_str(), &folder) == 0 &&
         S_ISREG(file.st_mode) && S_ISDIR(folder.st_mode) && posix::is_private(file) &&
         posix::is_private(folder);
}

bool make_private_folder(const std::string& path) {
  static_cast<void>(mkdir(path.c_str(), 0700) == 0);
  return is_private_folder(path);
}

bool is_private_folder(const std::string& path) {
  struct stat folder {};
  return lstat(path.c_str(), &folder) == 0 && S_ISDIR(folder.st_mode) && posix::is_private(folder);
}

}  // namespace ownership
}  // namespace latchkey
