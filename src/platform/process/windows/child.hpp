// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "platform/process/child.hpp"
#include "platform/process/windows/spawn.hpp"

namespace latchkey::windows {

/// run_supervised() of a program that find_program() has found. `job`: nullptr, or one that it belongs to.
tl::expected<ProcessEnd, StartFailure> run_program(const Job* job, const std::string& path,
                                                   const std::vector<std::string>& arguments,
                                                   const Environment& environment,
                                                   const std::function<void()>& started);

}  // namespace latchkey::windows
