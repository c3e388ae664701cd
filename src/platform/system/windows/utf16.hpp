// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace latchkey::windows {

/// UTF-8 as the system's calls take it. What is no UTF-8 becomes U+FFFD, as does half a surrogate pair on the
/// way back.
std::wstring wide(std::string_view utf8);
std::string narrow(std::wstring_view text);

/// A path for the system's calls: from the root on, and in the notation that has no limit of 260 characters
/// where it is long. An empty one stays empty.
std::wstring wide_path(const std::string& path);

}  // namespace latchkey::windows
