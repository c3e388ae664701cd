// SPDX-License-Identifier: Apache-2.0
#include <windows.h>
// After it.
#include <tlhelp32.h>

#include "base/text.hpp"
#include "platform/process/parent_process.hpp"
#include "platform/system/windows/handle.hpp"
#include "platform/system/windows/utf16.hpp"

namespace latchkey {
namespace {

struct Entry {
  DWORD parent = 0;
  std::string program;  ///< "python.exe"
};

/// What the system's list of processes says of one; its command line is not in there.
Entry entry_of(HANDLE list, DWORD process) {
  PROCESSENTRY32W entry{};
  entry.dwSize = sizeof entry;
  for (BOOL more = Process32FirstW(list, &entry); more != 0; more = Process32NextW(list, &entry)) {
    if (entry.th32ProcessID == process)
      return {entry.th32ParentProcessID, windows::narrow(static_cast<const wchar_t*>(entry.szExeFile))};
  }
  return {};
}

}  // namespace

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

}  // namespace latchkey
