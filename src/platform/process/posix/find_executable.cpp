// SPDX-License-Identifier: Apache-2.0
#include "platform/process/posix/find_executable.hpp"

#include <cerrno>
#include <string_view>

#include <sys/stat.h>
#include <unistd.h>

#include "platform/system/posix/errno.hpp"

namespace latchkey::posix {
namespace {

/// 0: a file that may be executed; else an errno value.
int look_at(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return errno;
  if (S_ISDIR(status.st_mode)) return EISDIR;
  if (!S_ISREG(status.st_mode)) return EACCES;
  return access(path.c_str(), X_OK) == 0 ? 0 : errno;
}

bool absent(int why) {
  return why == ENOENT || why == ENOTDIR;
}

}  // namespace

tl::expected<std::string, StartFailure> find_program(const std::string& name,
                                                     const Environment& environment) {
  if (name.empty()) return tl::unexpected(StartFailure{false, "the name of the program is empty"});
  if (name.find('/') != std::string::npos) {
    const int why = look_at(name);
    if (why == 0) return name;
    return tl::unexpected(StartFailure{!absent(why), name + ": " + error_text(why)});
  }

  const auto* variable = environment.find("PATH");
  std::string_view rest = variable != nullptr ? std::string_view(*variable) : "/bin:/usr/bin";
  tl::unexpected<StartFailure> failure(StartFailure{false, name + " is not on PATH"});
  for (;;) {
    const auto colon = rest.find(':');
    std::string candidate(rest.substr(0, colon));
    if (candidate.empty()) candidate.assign(1, '.');  // POSIX: an empty part is the current folder
    candidate.append(1, '/').append(name);
    const int why = look_at(candidate);
    if (why == 0) return candidate;
    // One that may not be executed is remembered, but a later folder may still have one that may.
    if (why == EACCES && !failure.value().found) {
      failure = tl::unexpected(StartFailure{true, candidate + ": " + error_text(why)});
    }
    if (colon == std::string_view::npos) return failure;
    rest.remove_prefix(colon + 1);
  }
}

StartFailure start_failure(const std::string& path, int why) {
  if (why != ENOENT) return {true, path + ": " + error_text(why)};
  // We saw it, so what is missing is what it names: the interpreter of a script or the loader of a program.
  struct stat status {};
  if (stat(path.c_str(), &status) == 0) return {true, path + ": the interpreter it asks for is not there"};
  return {false, path + ": " + error_text(why)};
}

std::vector<char*> exec_pointers(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  for (auto& string : strings) pointers.push_back(string.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace latchkey::posix
