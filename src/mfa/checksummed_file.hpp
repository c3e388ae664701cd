// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace latchkey {

/// The text of one of latchkey's own files: a line "latchkey KIND 1 SHA256" and the content below it, which
/// that sum is of. docs/state-format.md.
std::string with_checksum(std::string_view kind, std::string_view content);

/// The content. nullopt: another kind or version, cut short, or changed.
std::optional<std::string> without_checksum(std::string_view kind, std::string_view text);

}  // namespace latchkey
