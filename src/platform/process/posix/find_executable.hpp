// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "platform/process/process.hpp"
#include "platform/system/environment.hpp"

namespace latchkey::posix {

/// The file that `name` means, looked up on the PATH of `environment` as execvp() does it.
tl::expected<std::string, StartFailure> find_program(const std::string& name, const Environment& environment);

/// What it means that the system refused to start `path`, which find_program() had found.
StartFailure start_failure(const std::string& path, int why);

/// Strings as an exec call takes them: pointers into `strings`, which must outlive them, and a null pointer.
std::vector<char*> exec_pointers(std::vector<std::string>& strings);

}  // namespace latchkey::posix
