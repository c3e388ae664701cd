// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace latchkey {

/// A view that becomes a std::string where one is needed: a name, a key or a value of a configuration file,
/// read from thousands and copied for the few that are used.
class TextView : public std::string_view {
 public:
  constexpr TextView() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): the two types mean the same
  constexpr TextView(std::string_view text) : std::string_view(text) {}
  // NOLINTNEXTLINE(google-explicit-constructor): see above
  operator std::string() const { return {data(), size()}; }

  friend std::string operator+(std::string left, TextView right) { return std::move(left.append(right)); }
  friend std::string operator+(char left, TextView right) { return std::string(1, left).append(right); }
  friend std::string operator+(TextView left, std::string_view right) {
    return std::string(left).append(right);
  }
};

}  // namespace latchkey
