// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <latchkey/session.hpp>

namespace latchkey::cli {

/// Reads the line that config files hold as credential_process: "process", or "process --profile NAME" (-p).
/// SDKs run it again and again, and declaring options to CLI11 costs more than all that follows it. nullopt:
/// any other line, which CLI11 reads.
std::optional<SessionOptions> plain_process(const std::vector<std::string>& words);

}  // namespace latchkey::cli
