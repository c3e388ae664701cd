// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <windows.h>

#include "platform/process/subprocess.hpp"
#include "platform/system/environment.hpp"
#include "platform/system/windows/secret_wide.hpp"

namespace latchkey::windows {

/// Looks up `name` on the PATH of `environment` with the extensions of its PATHEXT. Unlike CreateProcess(),
/// it does not search the current folder or the folder of latchkey.
tl::expected<std::string, StartFailure> find_program(const std::string& name, const Environment& environment);

/// Whether cmd.exe runs it: a .bat or .cmd file.
bool is_script(const std::string& path);

/// The failure for a `path` from find_program() that the system did not start.
StartFailure start_failure(const std::string& path, DWORD why);

/// The arguments of CreateProcess(): the file, and the whole command line.
struct CommandLine {
  std::wstring program;
  std::wstring line;
};

/// The line that the program's C runtime splits into `arguments`. cmd.exe runs .bat and .cmd files, with its
/// own rules. Errors: an argument that cmd.exe cannot receive.
tl::expected<CommandLine, StartFailure> command_line(const std::string& path,
                                                     const std::vector<std::string>& arguments);

/// The environment block for CreateProcess(). It includes SystemRoot, which Windows's own libraries need to
/// load.
SecretWide environment_block(const Environment& environment);

}  // namespace latchkey::windows
