// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace latchkey::windows {

/// Converts UTF-8 to UTF-16 for system calls and back. Invalid UTF-8 and unpaired surrogates become U+FFFD.
std::wstring wide(std::string_view utf8);
std::string narrow(std::wstring_view text);

/// A path for system calls: absolute, and if it is long, in the notation without the limit of 260 characters.
/// An empty path stays empty.
std::wstring wide_path(const std::string& path);

}  // namespace latchkey::windows
