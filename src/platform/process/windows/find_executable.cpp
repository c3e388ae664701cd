// SPDX-License-Identifier: Apache-2.0
#include "platform/process/windows/find_executable.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/text.hpp"
#include "platform/files/files.hpp"
#include "platform/process/command_line.hpp"
#include "platform/system/windows/utf16.hpp"
#include "platform/system/windows/win32_error.hpp"

namespace latchkey::windows {
namespace {

std::vector<std::string> parts_of(std::string_view list) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    const auto end = std::min(list.find(';'), list.size());
    std::string part(list.substr(0, end));
    std::erase(part, '"');  // a folder with a semicolon may be quoted
    if (!part.empty()) parts.push_back(std::move(part));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return parts;
}

/// The extension, in lower case.
std::string ending_of(const std::string& path) {
  const auto name = path.substr(path.find_last_of("\\/:") + 1);
  const auto dot = name.rfind('.');
  return dot == std::string::npos ? std::string() : text::ascii_lower(name.substr(dot));
}

std::vector<std::string> endings(const Environment& environment) {
  const auto* variable = environment.find_filled("PATHEXT");
  return parts_of(variable != nullptr ? *variable : ".COM;.EXE;.BAT;.CMD");
}

/// The file at `path`, or the same with an extension.
std::optional<std::string> complete(const std::string& path, const std::vector<std::string>& known) {
  const auto own = ending_of(path);
  const auto is_own = [&](const std::string& ending) { return text::ascii_lower(ending) == own; };
  if (std::any_of(known.begin(), known.end(), is_own) && files::is_file(path)) return path;
  for (const auto& ending : known) {
    if (auto whole = path + ending; files::is_file(whole)) return whole;
  }
  // A full name, for example of a script without an extension: the system reports whether it can run it.
  return files::is_file(path) ? std::optional(path) : std::nullopt;
}

std::wstring system_folder() {
  std::wstring folder(MAX_PATH, L'\0');
  folder.resize(GetSystemDirectoryW(folder.data(), static_cast<UINT>(folder.size())));
  return folder;
}

/// A hint for commands that work in cmd.exe, but are not programs on PATH.
std::string likely_meant(const std::string& name, const std::vector<std::string>& known) {
  static constexpr std::array<std::string_view, 12> kParts = {
      "call", "cd", "copy", "del", "dir", "echo", "mkdir", "move", "ren", "set", "start", "type"};
  if (std::find(kParts.begin(), kParts.end(), text::ascii_lower(name)) != kParts.end())
    return ", but a part of cmd.exe: cmd /c " + name;
  return complete(name, known) ? "; the one in this folder is .\\" + name : std::string();
}

/// A word for cmd.exe and then for the script. In quotes only % and " are special for cmd.exe: "" is a quote
/// for both, and %cd:~,% is an empty part of the current folder's name, which prevents variable expansion
/// around it. Rust does the same since CVE-2024-24576.
std::string script_word(std::string_view word) {
  std::string quoted = "\"";
  std::size_t backslashes = 0;
  for (const char c : word) {
    if (c == '"') quoted.append(backslashes, '\\').append(1, '"');
    if (c == '%') quoted.append("%%cd:~,");
    quoted.push_back(c);
    backslashes = c == '\\' ? backslashes + 1 : 0;
  }
  return quoted.append(backslashes, '\\').append(1, '"');
}

tl::expected<CommandLine, StartFailure> script_line(const std::string& path,
                                                    const std::vector<std::string>& arguments) {
  // /s makes cmd.exe remove only the outer quotes; the other options disable registry commands and
  // !variables!.
  std::string line = "cmd.exe /e:ON /v:OFF /d /s /c \"" + script_word(path);
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    if (arguments[i].find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
      return tl::unexpected(
          StartFailure{true, path + ": a .bat or .cmd file takes no argument with a line break"});
    line.append(1, ' ').append(script_word(arguments[i]));
  }
  return CommandLine{system_folder() + L"\\cmd.exe", wide(line.append(1, '"'))};
}

}  // namespace

bool is_script(const std::string& path) {
  const auto ending = ending_of(path);
  return ending == ".bat" || ending == ".cmd";
}

tl::expected<std::string, StartFailure> find_program(const std::string& name,
                                                     const Environment& environment) {
  if (name.empty()) return tl::unexpected(StartFailure{false, "the name of the program is empty"});
  const auto known = endings(environment);
  if (name.find_first_of("\\/:") != std::string::npos) {
    if (auto path = complete(name, known)) return *std::move(path);
    const bool there = files::is_there(name);
    return tl::unexpected(
        StartFailure{there, name + ": " + error_text(there ? kIsFolder : ERROR_FILE_NOT_FOUND)});
  }
  const auto* path = environment.find("PATH");
  for (const auto& folder : parts_of(path != nullptr ? std::string_view(*path) : std::string_view())) {
    if (auto found = complete(files::join(folder, name), known)) return *std::move(found);
  }
  return tl::unexpected(StartFailure{false, name + " is not on PATH" + likely_meant(name, known)});
}

StartFailure start_failure(const std::string& path, DWORD why) {
  return {!is_not_found(why), path + ": " + error_text(why)};
}

tl::expected<CommandLine, StartFailure> command_line(const std::string& path,
                                                     const std::vector<std::string>& arguments) {
  if (is_script(path)) return script_line(path, arguments);
  std::string line;
  for (const auto& argument : arguments) {
    if (!line.empty()) line.push_back(' ');
    // The first word has other rules: backslashes are not special, and it cannot contain a quote.
    line += &argument == &arguments.front() ? '"' + path + '"' : command_line_word(argument);
  }
  return CommandLine{wide_path(path), wide(line)};
}

SecretWide environment_block(const Environment& environment) {
  Environment complete = environment;
  if (complete.find("SystemRoot") == nullptr) {
    if (const auto* root = _wgetenv(L"SystemRoot")) complete.set("SystemRoot", narrow(root));
  }
  constexpr std::wstring_view kEnd(L"\0", 1);
  SecretWide block;
  for (const auto& line : complete.to_strings()) {
    block.append(SecretWide(wide(line)).text());
    block.append(kEnd);
  }
  block.append(kEnd);
  return block;
}

}  // namespace latchkey::windows
