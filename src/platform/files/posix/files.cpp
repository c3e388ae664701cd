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

tl::unexpected<Error> cannot_read(const std::string& path, const std::string& why, std::string hint = {}) {
  return fail(Cause::read_failed, "cannot read " + path + ": " + why, std::move(hint));
}

tl::unexpected<Error> too_large(const std::string& path, std::size_t limit) {
  return cannot_read(path, "it is larger than " + std::to_string(limit) + " bytes", "check what it is");
}

bool says_nothing_there(int code) {
  // The last three: a socket, and devices without a driver; nothing a config or cache could be.
  return code == ENOENT || code == ENOTDIR || code == ELOOP || code == ENXIO || code == ENODEV ||
         code == EOPNOTSUPP;
}

}  // namespace

Result<std::optional<SecretText>> posix::read_checked(const std::string& path, std::size_t limit,
                                                      const FileCheck& check) {
  // O_NONBLOCK: a pipe at `path` must not hold us up before we know that it is one.
  const auto file = posix::open_again(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY);
  struct stat status {};
  if (!file) {
    const int why = errno;
    if (says_nothing_there(why)) return std::nullopt;
    if (stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) return std::nullopt;
    return cannot_read(path, posix::error_text(why), why == EACCES ? "make sure that you may read it" : "");
  }
  if (fstat(file.get(), &status) != 0) return cannot_read(path, posix::error_text(errno));
  if (!S_ISREG(status.st_mode)) return std::nullopt;
  if (const auto flaw = check(status)) return fail(Cause::file_unsafe, flaw->what, flaw->hint);

  // One byte more than its size, so that the end shows without growing.
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
      lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);  // macOS answers EPERM for one
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

std::string join(std::string_view folder, std::string_view name) {
  std::string path;
  path.reserve(folder.size() + 1 + name.size());
  path.append(folder);
  if (!path.empty() && path.back() != '/') path.push_back('/');
  return path.append(name);
}

std::optional<std::string> home_of(const std::string& user) {
  struct passwd entry {};
  struct passwd* found = nullptr;
  std::vector<char> buffer(1024);
  for (;;) {
    const int status = user.empty() ? getpwuid_r(getuid(), &entry, buffer.data(), buffer.size(), &found)
                                    : getpwnam_r(user.c_str(), &entry, buffer.data(), buffer.size(), &found);
    if (status == EINTR) continue;
    if (status != ERANGE || buffer.size() > (1U << 20U)) break;
    buffer.resize(buffer.size() * 2);
  }
  if (found == nullptr || found->pw_dir == nullptr) return std::nullopt;
  return std::string(found->pw_dir);
}

}  // namespace files

}  // namespace latchkey

namespace latchkey::access_fix {

std::string for_reading(const std::string& path) {
  const bool is_seen = files::mode(path).has_value();
  return is_seen ? "chmod u+r " + text::shell_quoted(path)
                 : "chmod u+rx " + text::shell_quoted(files::folder_of(path));
}

std::string for_running(const std::string& path) {
  return "name a program that may be run, or make this one so: chmod +x " + text::shell_quoted(path);
}

}  // namespace latchkey::access_fix
