// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <climits>
#include <cstdlib>
#include <memory>

#include <sys/stat.h>
#include <unistd.h>
#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif

#include "platform/process/executable_path.hpp"
#include "platform/process/posix/find_executable.hpp"

namespace latchkey {
namespace {

std::string image_path() {
#ifdef __APPLE__
  std::string buffer(PATH_MAX, '\0');
  auto size = static_cast<uint32_t>(buffer.size());
  if (_NSGetExecutablePath(buffer.data(), &size) != 0) return {};
  const std::unique_ptr<char, decltype(&std::free)> real(realpath(buffer.c_str(), nullptr), &std::free);
  return real ? real.get() : "";
#else
  std::string path(PATH_MAX, '\0');
  const ssize_t size = readlink("/proc/self/exe", path.data(), path.size());
  path.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  // An upgrade while we run leaves the new program under the old name.
  constexpr std::string_view kDeleted = " (deleted)";
  if (path.size() > kDeleted.size() &&
      path.compare(path.size() - kDeleted.size(), kDeleted.size(), kDeleted) == 0)
    path.resize(path.size() - kDeleted.size());
  return path;
#endif
}

}  // namespace

std::optional<std::string> own_program() {
  auto path = image_path();
  if (path.empty() || path.front() != '/' || access(path.c_str(), X_OK) != 0) return std::nullopt;
  return path;
}

bool finds_own_program(const std::string& name, const Environment& environment) {
  const auto own = own_program();
  const auto found = posix::find_program(name, environment);
  if (!own || !found || found->front() != '/') return false;  // a relative one depends on the folder
  struct stat ours {};
  struct stat theirs {};
  return stat(own->c_str(), &ours) == 0 && stat(found->c_str(), &theirs) == 0 &&
         ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino;
}

}  // namespace latchkey
