// SPDX-License-Identifier: Apache-2.0
#include "platform/process/process_info.hpp"

#include <array>
#include <charconv>
#include <climits>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __APPLE__
#include <libproc.h>
#include <mach-o/dyld.h>
#endif

#include "platform/files/files.hpp"
#include "platform/process/posix/process_tree.hpp"
#include "platform/process/posix/spawn.hpp"
#include "platform/system/posix/descriptor.hpp"

namespace latchkey {
namespace {

/// The status fields of a process by its ID or "self". Empty: there is no such process, or no /proc.
std::vector<std::string> fields_of(const std::string& process) {
  return posix::status_fields(files::read("/proc/" + process + "/stat").value_or(std::nullopt).value_or(""));
}

/// The name for a terminal's device number: majors 136 to 143 are pseudo terminals, 4 the console's.
std::string terminal_of_number(unsigned number) {
  const unsigned major = (number >> 8U) & 0xFFFU;
  const unsigned minor = (number & 0xFFU) | ((number >> 12U) & 0xFFF00U);
  if (major >= 136 && major <= 143) return "pts/" + std::to_string((major - 136) * 256 + minor);
  return major == 4 ? "tty" + std::to_string(minor) : std::string();
}

/// A process's arguments; only its program if the system hides the rest. Empty: unknown.
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
  // After an upgrade, the new program has the old name.
  constexpr std::string_view kDeleted = " (deleted)";
  if (path.size() > kDeleted.size() &&
      path.compare(path.size() - kDeleted.size(), kDeleted.size(), kDeleted) == 0)
    path.resize(path.size() - kDeleted.size());
  return path;
#endif
}

}  // namespace

long own_process_id() {
  return getpid();
}

std::string own_terminal_name() {
  const auto fields = fields_of("self");
  unsigned number = 0;
  if (fields.size() > 4) std::from_chars(fields[4].data(), fields[4].data() + fields[4].size(), number);
  if (number != 0) return terminal_of_number(number);
  if (!fields.empty()) return {};
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    std::array<char, 256> path{};
    if (ttyname_r(stream, path.data(), path.size()) != 0) continue;
    const std::string name = path.data();
    return name.rfind("/dev/", 0) == 0 ? name.substr(5) : name;
  }
  return {};
}

bool is_stopped(long process_id) {
  const auto fields = fields_of(std::to_string(process_id));
  return !fields.empty() && (fields[0] == "T" || fields[0] == "t");
}

std::string start_of_process(long process_id) {
#ifdef __APPLE__
  struct proc_bsdinfo info {};
  const int size = proc_pidinfo(static_cast<int>(process_id), PROC_PIDTBSDINFO, 0, &info, sizeof info);
  if (size != static_cast<int>(sizeof info)) return {};
  return std::to_string(info.pbi_start_tvsec) + '.' + std::to_string(info.pbi_start_tvusec);
#else
  constexpr std::size_t kStartTime = 22 - 3;  // proc(5) counts from 1; the fields start with the third
  const auto fields = fields_of(std::to_string(process_id));
  return fields.size() > kStartTime ? fields[kStartTime] : std::string();
#endif
}

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

std::optional<std::string> own_program() {
  auto path = image_path();
  if (path.empty() || path.front() != '/' || access(path.c_str(), X_OK) != 0) return std::nullopt;
  return path;
}

bool finds_own_program(const std::string& name, const Environment& environment) {
  const auto own = own_program();
  const auto found = posix::find_program(name, environment);
  if (!own || !found || found->front() != '/') return false;  // a relative path depends on the folder
  struct stat ours {};
  struct stat theirs {};
  return stat(own->c_str(), &ours) == 0 && stat(found->c_str(), &theirs) == 0 &&
         ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino;
}

}  // namespace latchkey
