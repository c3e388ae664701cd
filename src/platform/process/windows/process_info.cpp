// SPDX-License-Identifier: Apache-2.0
#include "platform/process/process_info.hpp"

#include <array>
#include <charconv>
#include <cstdint>

#include <windows.h>

#include "platform/system/windows/handle.hpp"
// Must follow windows.h.
#include <tlhelp32.h>

#include "base/text.hpp"
#include "platform/files/files.hpp"
#include "platform/files/windows/open_file.hpp"
#include "platform/process/windows/find_executable.hpp"
#include "platform/system/windows/utf16.hpp"

namespace latchkey {
namespace {

struct Entry {
  DWORD parent = 0;
  std::string program;  ///< "python.exe"
};

/// An entry of the system's process list; it does not contain the command line.
Entry entry_of(HANDLE list, DWORD process) {
  PROCESSENTRY32W entry{};
  entry.dwSize = sizeof entry;
  for (BOOL more = Process32FirstW(list, &entry); more != 0; more = Process32NextW(list, &entry)) {
    if (entry.th32ProcessID == process)
      return {entry.th32ParentProcessID, windows::narrow(static_cast<const wchar_t*>(entry.szExeFile))};
  }
  return {};
}

bool is_one_file(const std::string& a, const std::string& b) {
  const auto look = [](const std::string& path, BY_HANDLE_FILE_INFORMATION& info) {
    const auto file = windows::open_to_look(windows::wide_path(path));
    return file && GetFileInformationByHandle(file.get(), &info) != 0;
  };
  BY_HANDLE_FILE_INFORMATION first{};
  BY_HANDLE_FILE_INFORMATION second{};
  return look(a, first) && look(b, second) && first.dwVolumeSerialNumber == second.dwVolumeSerialNumber &&
         first.nFileIndexHigh == second.nFileIndexHigh && first.nFileIndexLow == second.nFileIndexLow;
}

}  // namespace

long own_process_id() {
  return static_cast<long>(GetCurrentProcessId());
}

// Consoles have no names, but each has its own window, possibly hidden.
std::string own_terminal_name() {
  const HWND window = GetConsoleWindow();
  if (window == nullptr) return {};
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(),
                                 static_cast<unsigned long>(reinterpret_cast<std::uintptr_t>(window)), 16);
  return "console " + std::string(digits.data(), end.ptr);
}

bool is_stopped(long /*process_id*/) {
  return false;  // Windows has no Ctrl-Z for programs
}

std::string start_of_process(long process_id) {
  const windows::Handle process(
      OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, static_cast<DWORD>(process_id)));
  FILETIME start{};
  FILETIME other{};
  if (!process || GetProcessTimes(process.get(), &start, &other, &other, &other) == 0) return {};
  return std::to_string((static_cast<unsigned long long>(start.dwHighDateTime) << 32U) | start.dwLowDateTime);
}

std::string caller_name() {
  const windows::Handle list(CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0));
  if (!list) return {};
  const auto own = entry_of(list.get(), GetCurrentProcessId());
  auto above = entry_of(list.get(), own.parent);
  constexpr std::string_view kEnding = ".exe";
  if (text::ascii_lower(above.program).ends_with(kEnding))
    above.program.resize(above.program.size() - kEnding.size());
  return above.program.empty() ? std::string() : caller_text({above.program});
}

std::optional<std::string> own_program() {
  constexpr std::size_t kLongestPath = 32'768;
  std::wstring path(kLongestPath, L'\0');
  path.resize(GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size())));
  auto text = windows::narrow(path);
  return !text.empty() && files::is_file(text) ? std::optional(std::move(text)) : std::nullopt;
}

bool finds_own_program(const std::string& name, const Environment& environment) {
  const auto own = own_program();
  const auto found = windows::find_program(name, environment);
  const bool has_drive = found && found->size() > 2 && ((*found)[1] == ':' || (*found)[1] == '\\');
  return own && has_drive && is_one_file(*own, *found);  // a relative path depends on the folder
}

}  // namespace latchkey
