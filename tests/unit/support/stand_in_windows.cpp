// SPDX-License-Identifier: Apache-2.0
// A program for tests of how programs are run on Windows, where there is no sh. It takes the steps that
// programs.hpp tells of: those in the file NAME.steps beside NAME.exe, else its own arguments up to "--".
#include <cstdio>
#include <cstdlib>
#include <cwchar>
#include <string>
#include <vector>

#include <fcntl.h>
#include <io.h>
#include <windows.h>

namespace {

using Words = std::vector<std::string>;

std::string narrow(const std::wstring& text) {
  std::string utf8(4 * text.size() + 1, '\0');
  const int size = WideCharToMultiByte(CP_UTF8, 0, text.c_str(), static_cast<int>(text.size()), utf8.data(),
                                       static_cast<int>(utf8.size()), nullptr, nullptr);
  utf8.resize(static_cast<std::size_t>(size));
  return utf8;
}

std::wstring wide(const std::string& text) {
  std::wstring result(text.size() + 1, L'\0');
  const int size = MultiByteToWideChar(CP_UTF8, 0, text.c_str(), static_cast<int>(text.size()), result.data(),
                                       static_cast<int>(result.size()));
  result.resize(static_cast<std::size_t>(size));
  return result;
}

void write(std::FILE* to, const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), to);
  std::fflush(to);
}

void write_lines(std::FILE* to, const Words& lines) {
  for (const auto& line : lines) write(to, line + '\n');
}

/// False: there is none any more.
bool read_line(std::string& line) {
  char text[4096];
  if (std::fgets(text, sizeof text, stdin) == nullptr) return false;
  line = text;
  std::erase_if(line, [](char c) { return c == '\n' || c == '\r'; });
  return true;
}

void talk_as_pinentry(const std::string& code) {
  write(stdout, "OK\n");
  for (std::string line; read_line(line);) {
    if (line == "GETPIN") write(stdout, "D " + code + '\n');
    write(stdout, "OK\n");
  }
}

void copy_input() {
  char chunk[4096];
  for (std::size_t got = 0; (got = std::fread(chunk, 1, sizeof chunk, stdin)) > 0;)
    write(stdout, std::string(chunk, got));
}

void write_variable(const std::string& name) {
  const auto* value = _wgetenv(wide(name).c_str());
  write(stdout, (value != nullptr ? narrow(value) : "(not set)") + '\n');
}

void tell(const std::string& path, const Words& arguments) {
  std::FILE* file = _wfopen(wide(path).c_str(), L"wb");
  if (file == nullptr) std::exit(97);
  write_lines(file, arguments);
  std::fclose(file);
}

void note(const std::string& path, const Words& arguments) {
  std::FILE* file = _wfopen(wide(path).c_str(), L"ab");
  if (file == nullptr) std::exit(97);
  std::string line;
  for (const auto& argument : arguments) line += (line.empty() ? "" : " ") + argument;
  write(file, line + '\n');
  std::fclose(file);
}

/// Writes the file as soon as something is in it.
void wait_for(const std::string& path) {
  std::string found;
  for (int i = 0; i < 1500 && found.empty(); ++i) {
    if (std::FILE* file = _wfopen(wide(path).c_str(), L"rb")) {
      char text[4096];
      found.assign(text, std::fread(text, 1, sizeof text, file));
      std::fclose(file);
    }
    if (found.empty()) Sleep(20);
  }
  write(stdout, found);
}

/// Starts a command line as it stands, with the same output, and waits for it.
void run(std::wstring line) {
  STARTUPINFOW start = {};
  start.cb = sizeof start;
  PROCESS_INFORMATION child = {};
  if (CreateProcessW(nullptr, line.data(), nullptr, nullptr, TRUE, 0, nullptr, nullptr, &start, &child) == 0)
    std::exit(95);
  WaitForSingleObject(child.hProcess, INFINITE);
}

std::wstring own_path() {
  wchar_t own[1024] = {};
  GetModuleFileNameW(nullptr, own, 1024);
  return own;
}

/// Started once more with it, this program takes no steps and sleeps.
constexpr auto kChild = L"only-sleep";

std::string value_of(const std::string& name) {
  const auto* value = _wgetenv(wide(name).c_str());
  return value != nullptr ? narrow(value) : std::string();
}

/// All of a file, whose name a variable holds.
std::string file_at(const std::string& variable) {
  std::FILE* file = _wfopen(wide(value_of(variable)).c_str(), L"rb");
  if (file == nullptr) std::exit(94);
  std::string text(1U << 16U, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file));
  std::fclose(file);
  return text;
}

/// What an SDK does with --profile: reads the file that AWS_CONFIG_FILE names, and runs its
/// credential_process.
void be_sdk(const std::string& profile) {
  const auto text = file_at("AWS_CONFIG_FILE");
  const std::string key = "\ncredential_process = ";
  const auto from = text.find(key, text.find("[profile " + profile + "]"));
  if (from == std::string::npos) std::exit(93);
  const auto value = from + key.size();
  run(wide(text.substr(value, text.find_first_of("\r\n", value) - value)));
}

void write_environment() {
  wchar_t* const block = GetEnvironmentStringsW();
  for (const auto* line = block; *line != L'\0'; line += std::wcslen(line) + 1)
    write(stdout, narrow(line) + '\0');
  FreeEnvironmentStringsW(block);
}

void write_folder() {
  wchar_t folder[1024] = {};
  GetCurrentDirectoryW(1024, folder);
  write(stdout, narrow(folder) + '\n');
}

BOOL WINAPI say_key(DWORD event) {
  write(stdout, event == CTRL_C_EVENT ? "Ctrl-C\n" : "another key\n");
  ExitProcess(5);
}

/// Whether it was one of those that look around.
bool play_look(const std::string& verb, const std::string& rest) {
  if (verb == "environment") write_environment();
  if (verb == "show") write(stdout, file_at(rest));
  if (verb == "mute-errors") _close(_fileno(stderr));
  if (verb == "go") SetCurrentDirectoryW(wide(rest).c_str());
  if (verb == "run") run(wide(rest));
  if (verb == "sdk") be_sdk(rest);
  if (verb == "child") run(L'"' + own_path() + L"\" " + kChild);
  if (verb == "keys") SetConsoleCtrlHandler(say_key, TRUE);
  if (verb == "here") write_folder();
  return verb == "environment" || verb == "show" || verb == "run" || verb == "sdk" || verb == "child" ||
         verb == "keys" || verb == "here" || verb == "go" || verb == "mute-errors";
}

/// Whether it was one of those that talk.
bool play_talk(const std::string& verb, const std::string& rest) {
  std::string line;
  if (verb == "hear" && read_line(line)) write(stdout, "you said " + line + '\n');
  if (verb == "copy") copy_input();
  if (verb == "pin") talk_as_pinentry(rest);
  return verb == "hear" || verb == "copy" || verb == "pin";
}

void play(const std::string& step, const Words& arguments) {
  const auto blank = step.find(' ');
  const auto verb = step.substr(0, blank);
  const auto rest = blank == std::string::npos ? std::string() : step.substr(blank + 1);
  if (play_talk(verb, rest) || play_look(verb, rest)) return;
  if (verb == "say") return write(stdout, rest + '\n');
  if (verb == "complain") return write(stderr, rest + '\n');
  if (verb == "write") return write(stdout, rest);
  if (verb == "arguments") return write_lines(stdout, arguments);
  if (verb == "tell") return tell(rest, arguments);
  if (verb == "note") return note(rest, arguments);
  if (verb == "await") return wait_for(rest);
  if (verb == "mute") return static_cast<void>(_close(_fileno(stdout)));
  if (verb == "variable") return write_variable(rest);
  if (verb == "fill") return write(stdout, std::string(std::stoul(rest), 'x'));
  if (verb == "fill-errors") return write(stderr, std::string(std::stoul(rest), 'x'));
  if (verb == "pause") return Sleep(300);
  if (verb == "sleep") return Sleep(60'000);
  if (verb == "status") std::exit(std::stoi(rest));
  while (verb == "endless") {
    if (std::puts("y") < 0) std::exit(96);
  }
  std::exit(98);  // no such step
}

/// The steps in the file beside this program; none: there is no such file.
Words steps_beside() {
  auto path = own_path();
  path = path.substr(0, path.rfind(L'.')) + L".steps";
  Words steps;
  std::FILE* file = _wfopen(path.c_str(), L"rb");
  if (file == nullptr) return steps;
  char line[4096];
  while (std::fgets(line, sizeof line, file) != nullptr) {
    steps.emplace_back(line);
    steps.back().pop_back();  // its line end
  }
  std::fclose(file);
  return steps;
}

}  // namespace

extern "C" int wmain(int count, wchar_t** values) {
  _setmode(_fileno(stdin), _O_BINARY);
  _setmode(_fileno(stdout), _O_BINARY);
  _setmode(_fileno(stderr), _O_BINARY);
  if (count == 2 && std::wstring(values[1]) == kChild) Sleep(60'000);
  Words arguments;
  for (int i = 1; i < count; ++i) arguments.push_back(narrow(values[i]));
  auto steps = steps_beside();
  if (steps.empty()) {
    std::size_t end = 0;
    while (end < arguments.size() && arguments[end] != "--") steps.push_back(arguments[end++]);
    const auto rest = static_cast<std::ptrdiff_t>(end < arguments.size() ? end + 1 : end);
    arguments.erase(arguments.begin(), arguments.begin() + rest);
  }
  for (const auto& step : steps) play(step, arguments);
  return 0;
}
