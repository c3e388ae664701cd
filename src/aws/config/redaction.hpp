// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace latchkey {

/// Stands for what is not shown.
inline constexpr const char* kHiddenText = "(not shown)";

/// A line of a shared file as it may be shown to a person: the values of settings that hold no secret stay;
/// every other value, and whatever looks like one, goes. Control characters are made visible.
std::string redacted_line(std::string_view line);

}  // namespace latchkey
