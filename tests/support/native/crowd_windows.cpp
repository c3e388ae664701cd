// SPDX-License-Identifier: Apache-2.0
// The Windows version of crowd.py: starts many programs on one console and waits for them.
//   latchkey-crowd.exe FOLDER LAST-WORD
// FOLDER contains the command lines. The program writes the process IDs and exit statuses to it. A file
// "kill" with a process ID kills that process.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <windows.h>

namespace {

constexpr UINT kKilled = 0xFFFFFFF7;  // -9, as Python has it for SIGKILL

std::wstring folder;

std::wstring wide(const std::string& text) {
  std::wstring result(text.size() + 1, L'\0');
  const int size = MultiByteToWideChar(CP_UTF8, 0, text.c_str(), static_cast<int>(text.size()), result.data(),
                                       static_cast<int>(result.size()));
  result.resize(static_cast<std::size_t>(size));
  return result;
}

std::wstring in_folder(const std::wstring& name) {
  return folder + L'\\' + name;
}

/// The content of a file; empty if it does not exist.
std::string content(const std::wstring& name) {
  std::FILE* file = _wfopen(in_folder(name).c_str(), L"rb");
  if (file == nullptr) return {};
  std::string text(1U << 20U, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file));
  std::fclose(file);
  return text;
}

/// Writes {"0": NUMBER, ...} atomically.
void write(const std::wstring& name, const std::vector<long>& numbers) {
  std::FILE* file = _wfopen(in_folder(L"new").c_str(), L"wb");
  if (file == nullptr) std::exit(97);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    std::fprintf(file, "%s\"%u\": %ld", i == 0 ? "{" : ", ", static_cast<unsigned>(i), numbers[i]);
  std::fputs("}", file);
  std::fclose(file);
  if (MoveFileW(in_folder(L"new").c_str(), in_folder(name).c_str()) == 0) std::exit(96);
}

HANDLE open_stream(const std::wstring& path, DWORD access, DWORD how) {
  SECURITY_ATTRIBUTES inherited{sizeof inherited, nullptr, TRUE};
  return CreateFileW(path.c_str(), access, FILE_SHARE_READ | FILE_SHARE_WRITE, &inherited, how, 0, nullptr);
}

PROCESS_INFORMATION start(std::wstring line, const std::wstring& number) {
  STARTUPINFOW how{};
  how.cb = sizeof how;
  how.dwFlags = STARTF_USESTDHANDLES;
  how.hStdInput = open_stream(L"NUL", GENERIC_READ, OPEN_EXISTING);
  how.hStdOutput = open_stream(in_folder(number + L".out"), GENERIC_WRITE, CREATE_ALWAYS);
  how.hStdError = open_stream(in_folder(number + L".err"), GENERIC_WRITE, CREATE_ALWAYS);
  PROCESS_INFORMATION process{};
  if (CreateProcessW(nullptr, line.data(), nullptr, nullptr, TRUE, 0, nullptr, nullptr, &how, &process) == 0)
    std::exit(95);
  for (HANDLE handle : {how.hStdInput, how.hStdOutput, how.hStdError, process.hThread}) CloseHandle(handle);
  return process;
}

void kill_who_is_named(const std::vector<PROCESS_INFORMATION>& processes) {
  const auto text = content(L"kill");
  if (text.empty()) return;
  const auto named = std::strtoul(text.c_str(), nullptr, 10);
  for (const auto& process : processes)
    if (process.dwProcessId == named) TerminateProcess(process.hProcess, kKilled);
  DeleteFileW(in_folder(L"kill").c_str());
}

long wait_for(const PROCESS_INFORMATION& process, const std::vector<PROCESS_INFORMATION>& all) {
  while (WaitForSingleObject(process.hProcess, 1) != WAIT_OBJECT_0) kill_who_is_named(all);
  DWORD status = 0;
  GetExitCodeProcess(process.hProcess, &status);
  return static_cast<long>(status);
}

}  // namespace

extern "C" int wmain(int count, wchar_t** words) {
  if (count != 3) return 98;
  folder = words[1];
  const auto lines = content(L"lines");
  std::vector<PROCESS_INFORMATION> processes;
  std::vector<long> ids;
  std::vector<long> ends;
  for (std::size_t at = 0, end = 0; (end = lines.find('\n', at)) != std::string::npos; at = end + 1) {
    processes.push_back(start(wide(lines.substr(at, end - at)), std::to_wstring(processes.size())));
    ids.push_back(static_cast<long>(processes.back().dwProcessId));
  }
  write(L"started", ids);
  for (const auto& process : processes) ends.push_back(wait_for(process, processes));
  write(L"ends", ends);
  std::fputws(words[2], stdout);
  return 0;
}
