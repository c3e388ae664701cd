// SPDX-License-Identifier: Apache-2.0
#include <climits>
#include <cstdlib>
#include <memory>
#include <string_view>

#include <unistd.h>
#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif

#include "platform/own_executable.hpp"

namespace latchkey {
namespace {

std::string image_path() {
  std::string path(PATH_MAX, '\0');
#ifdef __APPLE__
  auto size = static_cast<uint32_t>(path.size());
  if (_NSGetExecutablePath(path.data(), &size) != 0) return {};
  const std::unique_ptr<char, decltype(&std::free)> real(realpath(path.c_str(), nullptr), &std::free);
  return real ? real.get() : "";
#else
  const ssize_t size = readlink("/proc/self/exe", path.data(), path.size());
  path.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  // An upgrade while we run leaves the new program under the old name.
  constexpr std::string_view kDeleted = " (deleted)";
  if (path.size() > kDeleted.size() && path.substr(path.size() - kDeleted.size()) == kDeleted)
    path.resize(path.size() - kDeleted.size());
  return path;
#endif
}

}  // namespace

std::optional<std::string> own_executable() {
  auto path = image_path();
  if (path.empty() || path.front() != '/' || access(path.c_str(), X_OK) != 0) return std::nullopt;
  return path;
}

}  // namespace latchkey
