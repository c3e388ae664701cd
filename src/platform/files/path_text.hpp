// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/system/environment.hpp"

// Path functions of Python's os.path for this system, as botocore uses them: posixpath.py and ntpath.py.
namespace latchkey::path_text {

/// os.path.expandvars(): $NAME and ${NAME}; on Windows also %NAME%, and nothing within single quotes. Names
/// that are not set are not replaced.
std::string expand_variables(std::string_view text, const Environment& environment);

/// os.path.expanduser("~") without a trailing separator. nullopt: unknown.
std::optional<std::string> home(const Environment& environment);

/// The position of the first separator, or the size of the text.
std::size_t find_separator(std::string_view path);

/// The path with the usual separators of this system.
std::string with_own_separators(std::string path);

/// The path with `/` as its only separator, for messages.
std::string with_slashes(std::string path);

/// The part after the last separator.
std::string name_of(std::string_view path);

}  // namespace latchkey::path_text
