// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <latchkey/secret.hpp>

// The lines of pinentry's Assuan protocol, as far as latchkey needs them.
namespace latchkey::assuan {

constexpr std::size_t kLongestLine = 1000;  // with the line end 1001 or 1002

/// `text` as an argument: percent signs and line ends are escaped, and it is truncated to fit a line after a
/// command.
std::string escape(std::string_view text);

/// The text of a D line without escapes.
Secret unescape(std::string_view text);

struct Reply {
  enum class Kind { ok, error, data, inquiry, other, broken };
  Kind kind = Kind::broken;
  unsigned code = 0;      ///< of an error, without its source
  std::string_view text;  ///< the text after the first word; a view into the line
};
Reply parse(std::string_view line);

// Codes of libgpg-error.
constexpr unsigned kTimeout = 62;
constexpr unsigned kCancelled = 99;
constexpr unsigned kFullyCancelled = 198;

}  // namespace latchkey::assuan
