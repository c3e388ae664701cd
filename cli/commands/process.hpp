// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/command.hpp"

namespace latchkey::cli {

/// Runs `latchkey process`; app.cpp also runs it without parsing options.
Result<int> run_process(const CommandInput& in);

/// Parses the usual credential_process lines of config files: "process", or "process --profile NAME" (-p).
/// SDKs run it often, and declaring options to CLI11 takes longer than the rest. nullopt: any other line,
/// which CLI11 parses.
std::optional<SessionOptions> parse_process_line(const std::vector<std::string>& words);

}  // namespace latchkey::cli
