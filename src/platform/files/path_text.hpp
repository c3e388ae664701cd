// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/system/environment.hpp"

// What os.path, which botocore's paths go through, knows of this system's paths: posixpath.py and ntpath.py.
namespace latchkey::path_text {

/// os.path.expandvars(): $NAME and ${NAME}; on Windows also %NAME%, and nothing within single quotes. Names
/// that are not set stay as text.
std::string expand_variables(std::string_view text, const Environment& environment);

/// os.path.expanduser("~"), without what separates it from a name behind it. nullopt: unknown.
std::optional<std::string> home(const Environment& environment);

/// Where the first separator is; the size of the text: there is none.
std::size_t find_separator(std::string_view path);

/// With the separators that are usual on this system.
std::string with_own_separators(std::string path);

/// For people to read: `/` stands between all its parts.
std::string with_slashes(std::string path);

/// What is behind the last separator.
std::string name_of(std::string_view path);

}  // namespace latchkey::path_text
