// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#ifdef __APPLE__
#include <libproc.h>
#endif

#include "platform/process/parent_process.hpp"
#include "platform/process/posix/proc_files.hpp"
#include "platform/process/posix/process_tree.hpp"
#include "platform/system/posix/descriptor.hpp"

namespace latchkey {
namespace {

/// A process's arguments; its program alone where the system shows no more. Empty: not to be seen.
std::vector<std::string> command_line_of(pid_t pid) {
#ifdef __APPLE__
  std::array<char, PROC_PIDPATHINFO_MAXSIZE> path{};
  if (proc_pidpath(pid, path.data(), path.size()) <= 0) return {};
  return {path.data()};
#else
  const auto opened = posix::open_again(("/proc/" + std::to_string(pid) + "/cmdline").c_str(), O_RDONLY);
  std::array<char, 4096> text{};
  const ssize_t got = opened ? ::read(opened.get(), text.data(), text.size()) : 0;
  return posix::command_line_words({text.data(), got > 0 ? static_cast<std::size_t>(got) : 0});
#endif
}

}  // namespace

std::string caller_name() {
  constexpr pid_t kInit = 1;
  pid_t pid = ::getppid();
  if (pid <= kInit) return {};
  auto words = command_line_of(pid);
  if (is_shell_layer(words)) {
    if (const pid_t above = posix::parent_of(pid); above > kInit) words = command_line_of(above);
  }
  return caller_text(words);
}

}  // namespace latchkey
