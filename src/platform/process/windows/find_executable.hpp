// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <windows.h>

#include "platform/process/subprocess.hpp"
#include "platform/system/environment.hpp"
#include "platform/system/windows/secret_wide.hpp"

namespace latchkey::windows {

/// The file that `name` means, looked up on the PATH of `environment` with the endings of its PATHEXT. Other
/// than CreateProcess() it does not look into the current folder, nor into ours.
tl::expected<std::string, StartFailure> find_program(const std::string& name, const Environment& environment);

/// Whether cmd.exe runs it: a .bat or .cmd file.
bool is_script(const std::string& path);

/// What it means that the system refused to start `path`, which find_program() had found.
StartFailure start_failure(const std::string& path, DWORD why);

/// How the system starts a program: by the file, and with the whole line as the program gets it.
struct CommandLine {
  std::wstring program;
  std::wstring line;
};

/// The line from which the program's C runtime makes `arguments` again. A .bat or .cmd file is run by
/// cmd.exe, which takes its line apart in a way of its own. Errors: an argument that cmd.exe cannot be given.
tl::expected<CommandLine, StartFailure> command_line(const std::string& path,
                                                     const std::vector<std::string>& arguments);

/// The variables, as CreateProcess() takes them. With SystemRoot, without which Windows's own libraries do
/// not load.
SecretWide environment_block(const Environment& environment);

}  // namespace latchkey::windows
