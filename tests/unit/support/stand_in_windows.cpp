// SPDX-License-Identifier: Apache-2.0
// A program for tests on Windows, which has no sh. It runs the steps of programs.hpp: those in the file
// NAME.steps next to NAME.exe, else its arguments up to "--".
#include <algorithm>
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

/// In pieces, so that the reader can stop.
void fill(std::FILE* to, std::size_t size) {
  const std::string piece(std::min(size, std::size_t{1} << 16U), 'x');
  for (; size > 0 && std::ferror(to) == 0; size -= std::min(size, piece.size()))
    write(to, piece.substr(0, size));
}

void write_lines(std::FILE* to, const Words& lines) {
  for (const auto& line : lines) write(to, line + '\n');
}

/// False: end of input.
bool read_line(std::string& line) {
  char text[4096];
  if (std::fgets(text, sizeof text, stdin) == nullptr) return false;
  line = text;
  std::erase_if(line, [](char c) { return c == '\n' || c == '\r'; });
  return true;
}

void note(const std::string& path, const Words& arguments) {
  std::FILE* file = _wfopen(wide(path).c_str(), L"ab");
  if (file == nullptr) std::exit(97);
  std::string line;
  for (const auto& argument : arguments) line += (line.empty() ? "" : " ") + argument;
  write(file, line + '\n');
  std::fclose(file);
}

/// Waits until the file has content, and prints it.
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

void talk_as_pinentry(const std::string& code) {
  write(stdout, "OK\n");
  for (std::string line; read_line(line);) {
    if (line == "GETPIN") write(stdout, "D " + code + '\n');
    write(stdout, "OK\n");
  }
}

/// Acts as a pinentry of that flavor up to GETPIN, which the next steps answer. `rest`: FLAVOR FILE; received
/// lines are added to the file. Without a GETPIN this program ends.
void talk_up_to_getpin(const std::string& rest) {
  const auto blank = rest.find(' ');
  for (std::string line; read_line(line);) {
    note(rest.substr(blank + 1), {line});
    if (line == "GETPIN") return;
    if (line == "GETINFO flavor") write(stdout, "D " + rest.substr(0, blank) + '\n');
    write(stdout, line.starts_with("OPTION ") ? "ERR 83886254 Unknown option\n" : "OK\n");
    if (line == "BYE") break;
  }
  std::exit(0);
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

std::string all_of(const std::string& path) {
  std::FILE* file = _wfopen(wide(path).c_str(), L"rb");
  if (file == nullptr) std::exit(94);
  std::string text(1U << 16U, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file));
  std::fclose(file);
  return text;
}

/// Prints the first line of a file, and removes it from there.
void say_next(const std::string& path) {
  const auto text = all_of(path);
  const auto rest = text.find('\n') + 1;
  std::FILE* file = _wfopen(wide(path).c_str(), L"wb");
  if (file == nullptr) std::exit(97);
  write(file, text.substr(rest));
  std::fclose(file);
  write(stdout, text.substr(0, rest));
}

enum class Wait : bool { no, yes };

/// Starts a command line unchanged, with the same output, and waits for it.
void run(std::wstring line, Wait wait = Wait::yes) {
  STARTUPINFOW start = {};
  start.cb = sizeof start;
  PROCESS_INFORMATION child = {};
  if (CreateProcessW(nullptr, line.data(), nullptr, nullptr, TRUE, 0, nullptr, nullptr, &start, &child) == 0)
    std::exit(95);
  if (wait == Wait::yes) WaitForSingleObject(child.hProcess, INFINITE);
}

std::wstring own_path() {
  wchar_t own[1024] = {};
  GetModuleFileNameW(nullptr, own, 1024);
  return own;
}

/// With this argument and a number, this program runs no steps and sleeps for that number of seconds.
constexpr auto kChild = L"only-sleep";

void start_child(const std::string& seconds, Wait wait) {
  run(L'"' + own_path() + L"\" " + kChild + L' ' + wide(seconds), wait);
}

std::string value_of(const std::string& name) {
  const auto* value = _wgetenv(wide(name).c_str());
  return value != nullptr ? narrow(value) : std::string();
}

/// Acts as an SDK with --profile: reads the file that AWS_CONFIG_FILE names, and runs its credential_process.
void be_sdk(const std::string& profile) {
  const auto text = all_of(value_of("AWS_CONFIG_FILE"));
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

/// Runs a step that queries the system. Returns whether it is one.
bool play_look(const std::string& verb, const std::string& rest) {
  if (verb == "environment") write_environment();
  if (verb == "show") write(stdout, all_of(value_of(rest)));
  if (verb == "mute-errors") _close(_fileno(stderr));
  if (verb == "go") SetCurrentDirectoryW(wide(rest).c_str());
  if (verb == "run") run(wide(rest));
  if (verb == "sdk") be_sdk(rest);
  if (verb == "child") start_child("60", Wait::yes);
  if (verb == "leave") start_child(rest, Wait::no);
  if (verb == "keys") SetConsoleCtrlHandler(say_key, TRUE);
  if (verb == "here") write_folder();
  return verb == "environment" || verb == "show" || verb == "run" || verb == "sdk" || verb == "child" ||
         verb == "leave" || verb == "keys" || verb == "here" || verb == "go" || verb == "mute-errors";
}

/// Runs a step for input or output. Returns whether it is one.
bool play_talk(const std::string& verb, const std::string& rest) {
  std::string line;
  if (verb == "hear" && read_line(line)) write(stdout, "you said " + line + '\n');
  if (verb == "copy") copy_input();
  if (verb == "pin") talk_as_pinentry(rest);
  if (verb == "assuan") talk_up_to_getpin(rest);
  if (verb == "next") say_next(rest);
  return verb == "hear" || verb == "copy" || verb == "pin" || verb == "assuan" || verb == "next";
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
  if (verb == "fill") return fill(stdout, std::stoul(rest));
  if (verb == "fill-errors") return fill(stderr, std::stoul(rest));
  if (verb == "pause") return Sleep(300);
  if (verb == "sleep") return Sleep(60'000);
  if (verb == "status") std::exit(std::stoi(rest));
  if (verb == "killed") TerminateProcess(GetCurrentProcess(), 137);
  while (verb == "endless") {
    if (std::puts(rest.empty() ? "y" : rest.c_str()) < 0) std::exit(96);
  }
  std::exit(98);  // no such step
}

/// The steps in the file next to this program; empty if it does not exist.
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
  if (count == 3 && std::wstring(values[1]) == kChild) {
    Sleep(1000 * static_cast<DWORD>(std::stoul(values[2])));
    return 0;
  }
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
