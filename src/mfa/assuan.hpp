// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <latchkey/secret.hpp>

// The lines that pinentry speaks: the Assuan protocol, as far as it is needed.
namespace latchkey::assuan {

constexpr std::size_t kLongestLine = 1000;  // with the line end 1001 or 1002

/// `text` as an argument: percent signs and line ends escaped, cut so that it fits a line after a command.
std::string escape(std::string_view text);

/// What a D line carries, with its escapes taken out.
Secret unescape(std::string_view text);

struct Reply {
  enum class Kind { ok, error, data, inquiry, other, broken };
  Kind kind = Kind::broken;
  unsigned code = 0;      ///< of an error, without its source
  std::string_view text;  ///< what follows the word; points into the line
};
Reply parse(std::string_view line);

// Codes of libgpg-error.
constexpr unsigned kTimeout = 62;
constexpr unsigned kCancelled = 99;
constexpr unsigned kFullyCancelled = 198;

}  // namespace latchkey::assuan
