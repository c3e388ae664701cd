// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <charconv>
#include <csignal>
#include <vector>

#include <unistd.h>

#ifdef __APPLE__
#include <libproc.h>
#endif

#include "platform/files/files.hpp"
#include "platform/process/posix/proc_files.hpp"
#include "platform/process/process_info.hpp"

namespace latchkey {
namespace {

/// Of a process by its number or "self". Empty: no such process, or no such system.
std::vector<std::string> fields_of(const std::string& process) {
  return posix::status_fields(files::read("/proc/" + process + "/stat").value_or(std::nullopt).value_or(""));
}

/// The kernel's number of a terminal, as a name: majors 136 to 143 are pseudo terminals, 4 the console's.
std::string terminal_of_number(unsigned number) {
  const unsigned major = (number >> 8U) & 0xFFFU;
  const unsigned minor = (number & 0xFFU) | ((number >> 12U) & 0xFFF00U);
  if (major >= 136 && major <= 143) return "pts/" + std::to_string((major - 136) * 256 + minor);
  return major == 4 ? "tty" + std::to_string(minor) : std::string();
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
  constexpr std::size_t kStartTime = 22 - 3;  // proc(5) counts from 1; the fields begin with the third
  const auto fields = fields_of(std::to_string(process_id));
  return fields.size() > kStartTime ? fields[kStartTime] : std::string();
#endif
}

void ask_to_end(long process_id) {
  if (process_id <= 0) return;
  ::kill(static_cast<pid_t>(process_id), SIGTERM);
  ::kill(static_cast<pid_t>(process_id), SIGCONT);  // one that is stopped ends, too
}

}  // namespace latchkey
