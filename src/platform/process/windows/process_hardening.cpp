// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <fcntl.h>
#include <io.h>
#include <windows.h>
// Must follow windows.h.
#include <sddl.h>

#include "platform/process/process_hardening.hpp"
#include "platform/system/windows/system_library.hpp"
#include "platform/system/windows/user.hpp"
#include "platform/system/windows/utf16.hpp"

// Read by mingw's startup code: do not expand "*" in arguments.
extern "C" {
int _dowildcard = 0;  // NOLINT: its name
}

namespace latchkey {
namespace {

struct Console {
  HANDLE handle = nullptr;
  DWORD mode = 0;
};
// The original console modes, restored for later programs.
std::array<Console, 2> consoles;
UINT code_page = 0;

void put_console_back() {
  for (const auto& console : consoles) {
    if (console.handle != nullptr) SetConsoleMode(console.handle, console.mode);
  }
  if (code_page != 0) SetConsoleOutputCP(code_page);
}

/// Enables escape sequences and UTF-8.
void prepare_console() {
  constexpr std::array kStreams = {STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};
  for (std::size_t i = 0; i < consoles.size(); ++i) {
    const HANDLE stream = GetStdHandle(kStreams.at(i));
    DWORD mode = 0;
    if (GetConsoleMode(stream, &mode) == 0) continue;
    consoles.at(i) = {stream, mode};
    SetConsoleMode(stream, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
    if (code_page == 0) code_page = GetConsoleOutputCP();
    SetConsoleOutputCP(CP_UTF8);
  }
  if (code_page != 0) static_cast<void>(std::atexit(put_console_back));
}

/// Restricts other programs of this user to seeing, awaiting and ending this process, because its memory
/// contains secrets. The entry for OWNER RIGHTS (S-1-3-4) prevents the owner from changing this list. It does
/// not restrict users with debug privileges or the program that started this process.
void close_memory() {
  constexpr const wchar_t* kSeeWaitEnd = L"0x00121001";
  const auto user = windows::own_user_text();
  if (user.empty()) return;
  const auto list =
      L"D:P(A;;0x1FFFFF;;;SY)(A;;RC;;;S-1-3-4)(A;;" + std::wstring(kSeeWaitEnd) + L";;;" + user + L")";
  PSECURITY_DESCRIPTOR made = nullptr;
  if (ConvertStringSecurityDescriptorToSecurityDescriptorW(list.c_str(), SDDL_REVISION_1, &made, nullptr) ==
      0)
    return;
  SetKernelObjectSecurity(GetCurrentProcess(), DACL_SECURITY_INFORMATION, made);
  LocalFree(made);
}

void open_closed_streams() {
  for (const DWORD stream : {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE}) {
    const HANDLE handle = GetStdHandle(stream);
    if (handle != nullptr && handle != INVALID_HANDLE_VALUE) continue;
    SetStdHandle(stream, CreateFileW(L"NUL", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                                     nullptr, OPEN_EXISTING, 0, nullptr));
  }
}

/// The arguments of main() are in the system's code page, which is the same for ASCII text.
bool has_only_ascii(const wchar_t* text) {
  constexpr wchar_t kFirstOther = 0x80;
  while (*text != L'\0' && *text < kFirstOther) ++text;
  return *text == L'\0';
}

/// They are valid until the process ends.
void take_utf8_arguments(int& argc, char**& argv) {
  using Split = LPWSTR*(WINAPI*)(LPCWSTR, int*);
  if (has_only_ascii(GetCommandLineW())) return;
  const auto split = windows::system_function<Split>(L"shell32.dll", "CommandLineToArgvW");
  int count = 0;
  wchar_t** const wide = split != nullptr ? split(GetCommandLineW(), &count) : nullptr;
  if (wide == nullptr) return;
  static std::vector<std::string> words;
  static std::vector<char*> pointers;
  words.reserve(static_cast<std::size_t>(count));
  pointers.reserve(static_cast<std::size_t>(count) + 1);
  for (int i = 0; i < count; ++i) words.push_back(windows::narrow(wide[i]));
  for (auto& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  LocalFree(wide);
  argc = count;
  argv = pointers.data();
}

}  // namespace

void harden_process(int& argc, char**& argv) {
  // Errors must not open windows, because no user may be there to close them.
  SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
  close_memory();
  open_closed_streams();
  // Other programs read the output byte by byte.
  static_cast<void>(_setmode(_fileno(stdout), _O_BINARY));
  static_cast<void>(_setmode(_fileno(stderr), _O_BINARY));
  // A console decodes each write separately, and drops partial characters.
  static_cast<void>(std::setvbuf(stdout, nullptr, _IOFBF, 64U << 10U));
  // Messages must appear at once, and must not be lost if the process is killed.
  static_cast<void>(std::setvbuf(stderr, nullptr, _IONBF, 0));
  prepare_console();
  take_utf8_arguments(argc, argv);
}

bool has_standard_output() {
  return true;
}

void end_by_lost_reader() {}  // there is no SIGPIPE

}  // namespace latchkey
