// SPDX-License-Identifier: Apache-2.0
#include "platform/files/files.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <vector>

#include <dirent.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.hpp"
#include "platform/files/posix/owner_rules.hpp"
#include "platform/system/posix/descriptor.hpp"
#include "platform/system/posix/errno.hpp"

namespace latchkey {
namespace {

/// A member of a user's entry; `look_up` reads it into a buffer that may be too small.
template <typename LookUp>
std::optional<std::string> from_user_database(char* passwd::*member, LookUp look_up) {
  passwd entry{};
  passwd* found = nullptr;
  std::vector<char> buffer(1024);
  for (;;) {
    const int status = look_up(entry, buffer, found);
    if (status == EINTR) continue;
    if (status != ERANGE || buffer.size() > (1U << 20U)) break;
    buffer.resize(buffer.size() * 2);
  }
  if (found == nullptr || found->*member == nullptr) return std::nullopt;
  return std::string(found->*member);
}

/// The name, or the number of a user without one.
std::string user_name(uid_t user) {
  const auto name =
      from_user_database(&passwd::pw_name, [&](passwd& entry, std::vector<char>& buffer, passwd*& found) {
        return getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found);
      });
  return name ? *name : std::to_string(user);
}

bool is_below(const std::string& path, const std::string& folder) {
  return files::without_links(path).starts_with(files::without_links(folder) + '/');
}

tl::unexpected<Error> cannot_read(const std::string& path, const std::string& why, std::string hint = {}) {
  return fail(Cause::read_failed, "cannot read " + path + ": " + why, std::move(hint));
}

tl::unexpected<Error> too_large(const std::string& path, std::size_t limit) {
  return cannot_read(path, "it is larger than " + std::to_string(limit) + " bytes", "check what it is");
}

bool is_not_found(int code) {
  // The last three are for a socket and devices without a driver, which cannot be a config or cache file.
  return code == ENOENT || code == ENOTDIR || code == ELOOP || code == ENXIO || code == ENODEV ||
         code == EOPNOTSUPP;
}

/// nullopt: it is not a symbolic link.
std::optional<std::string> target_of(const std::string& link) {
  constexpr std::size_t kLongestTarget = 4096;
  std::string target(kLongestTarget, '\0');
  const auto size = readlink(link.c_str(), target.data(), target.size());
  if (size < 0) return std::nullopt;
  target.resize(static_cast<std::size_t>(size));
  return target;
}

}  // namespace

Result<std::optional<SecretText>> posix::read_checked(const std::string& path, std::size_t limit,
                                                      const FileCheck& check) {
  // O_NONBLOCK: opening a pipe at `path` must not block.
  const auto file = posix::open_again(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY);
  struct stat status {};
  if (!file) {
    const int why = errno;
    if (is_not_found(why)) return std::nullopt;
    if (stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) return std::nullopt;
    return cannot_read(path, posix::error_text(why), why == EACCES ? "make sure that you may read it" : "");
  }
  if (fstat(file.get(), &status) != 0) return cannot_read(path, posix::error_text(errno));
  if (!S_ISREG(status.st_mode)) return std::nullopt;
  if (const auto flaw = check(status)) return fail(Cause::file_unsafe, flaw->what, flaw->hint);

  // One byte more than its size, so that the end is found without growing.
  constexpr std::size_t kStep = 4096;
  const auto size = static_cast<std::size_t>(std::max<off_t>(status.st_size, 0));
  if (size > limit) return too_large(path, limit);
  auto data = SecretText::of_size(std::min(size, limit) + 1);
  std::size_t used = 0;
  for (;;) {
    const ssize_t got = ::read(file.get(), data.data() + used, data.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return cannot_read(path, posix::error_text(errno));
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
    if (used > limit) return too_large(path, limit);
    if (used == data.size()) data.resize(std::min(used + kStep, limit + 1));
  }
  data.resize(used);
  return data;
}

namespace files {

bool is_file(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

bool is_there(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0;
}

Result<std::optional<SecretText>> read(const std::string& path, std::size_t limit) {
  return posix::read_checked(path, limit, [](const struct stat&) { return std::nullopt; });
}

Result<bool> remove(const std::string& path) {
  if (unlink(path.c_str()) == 0) return true;
  const int why = errno;
  if (why == ENOENT || why == ENOTDIR) return false;
  struct stat status {};
  const bool folder =
      lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);  // macOS returns EPERM for a folder
  return fail(Cause::remove_failed,
              "cannot remove " + path + ": " + posix::error_text(folder ? EISDIR : why));
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> opened(opendir(folder.c_str()), closedir);
  if (!opened) return names;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): safe on a DIR that only we read
  while (const dirent* entry = readdir(opened.get())) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

long long change_stamp(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return 0;
#ifdef __APPLE__
  const auto& changed = status.st_mtimespec;
#else
  const auto& changed = status.st_mtim;
#endif
  return static_cast<long long>(changed.tv_sec) * 1'000'000'000 + changed.tv_nsec;
}

std::optional<std::chrono::seconds> unchanged_for(const std::string& path) {
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode) || status.st_uid != geteuid())
    return std::nullopt;
  return std::chrono::seconds(time(nullptr) - status.st_mtime);
}

std::optional<DanglingLink> dangling_link(const std::string& path) {
  std::string link = path;
  struct stat status {};
  while (lstat(link.c_str(), &status) != 0) {
    auto above = folder_of(link);
    if (above == link) return std::nullopt;
    link = std::move(above);
  }
  if (!S_ISLNK(status.st_mode) || stat(link.c_str(), &status) == 0) return std::nullopt;
  auto target = target_of(link);
  if (!target) return std::nullopt;
  return DanglingLink{std::move(link), *std::move(target)};
}

std::optional<std::string> link_target(const std::string& path) {
  auto target = target_of(path);
  return target && target->substr(0, 1) == "/" ? std::move(target) : std::nullopt;
}

std::string without_links(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(realpath(path.c_str(), nullptr), &std::free);
  return real ? std::string(real.get()) : path;
}

std::string absolute(const std::string& path) {
  if (!path.empty() && path.front() == '/') return path;
  const std::unique_ptr<char, decltype(&std::free)> here(getcwd(nullptr, 0), &std::free);
  return here ? join(here.get(), path) : path;
}

std::optional<unsigned> mode(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return std::nullopt;
  return static_cast<unsigned>(status.st_mode & 07777U);
}

std::vector<std::string> temporary_folders(const Environment& env) {
  std::vector<std::string> folders;
  const auto* runtime = env.find_filled("XDG_RUNTIME_DIR");
  if (runtime != nullptr && runtime->front() == '/') folders.push_back(join(*runtime, "latchkey"));
  const auto* temporary = env.find_filled("TMPDIR");
  folders.push_back(join(temporary != nullptr && temporary->front() == '/' ? *temporary : "/tmp",
                         "latchkey-" + std::to_string(geteuid())));
  return folders;
}

std::string join(std::string_view folder, std::string_view name) {
  std::string path;
  path.reserve(folder.size() + 1 + name.size());
  path.append(folder);
  if (!path.empty() && path.back() != '/') path.push_back('/');
  return path.append(name);
}

std::optional<std::string> home_of(const std::string& user) {
  return from_user_database(&passwd::pw_dir, [&](passwd& entry, std::vector<char>& buffer, passwd*& found) {
    return user.empty() ? getpwuid_r(getuid(), &entry, buffer.data(), buffer.size(), &found)
                        : getpwnam_r(user.c_str(), &entry, buffer.data(), buffer.size(), &found);
  });
}

}  // namespace files

}  // namespace latchkey

namespace latchkey::access_fix {

std::string for_reading(const std::string& path, const std::string& home) {
  struct stat status {};
  const bool is_seen = stat(path.c_str(), &status) == 0;
  const auto closed = is_seen ? path : files::folder_of(path);
  const bool is_known = is_seen || stat(closed.c_str(), &status) == 0;
  if (!is_known || status.st_uid == geteuid())
    return (is_seen ? "chmod u+r " : "chmod u+rx ") + text::shell_quoted(closed);
  const auto whose =
      (is_seen ? "the file belongs to user " : "the folder belongs to user ") + user_name(status.st_uid);
  if (!is_below(closed, home)) return whose + ", who can let you read it";
  return whose + ": sudo chown " + text::shell_quoted(user_name(geteuid())) + ' ' +
         text::shell_quoted(closed);
}

std::string for_running(const std::string& path) {
  return "name a program that may be run, or make this one so: chmod +x " + text::shell_quoted(path);
}

}  // namespace latchkey::access_fix
