// SPDX-License-Identifier: Apache-2.0
#include "base/ini/header.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "base/unicode.hpp"

namespace latchkey::ini {

std::optional<std::string> meant_header(std::string_view line) {
  constexpr std::array<std::string_view, 3> kKeywords = {"profile", "sso-session", "services"};
  constexpr std::size_t kLongWord = 20;  // may be a key, as in redacted_line()
  auto text = unicode::strip(line);
  if (text.empty() || (text.front() == '[' && text.find(']') != std::string_view::npos)) return std::nullopt;
  text = unicode::strip_end(text.substr(0, text.find_first_of("#;")));
  if (!text.empty() && std::string_view("[({<").find(text.front()) != std::string_view::npos)
    text.remove_prefix(1);
  if (!text.empty() && std::string_view("])}>").find(text.back()) != std::string_view::npos)
    text.remove_suffix(1);
  text = unicode::strip(text);
  if (text.find_first_of("=:[](){}<>") != std::string_view::npos) return std::nullopt;
  const auto keyword = text.substr(0, text.find(' '));
  const auto name = text::second_word(text);
  const bool is_header =
      text == "default" || (std::find(kKeywords.begin(), kKeywords.end(), keyword) != kKeywords.end() &&
                            name && name->size() < kLongWord);
  return is_header ? std::optional('[' + std::string(text) + ']') : std::nullopt;
}

}  // namespace latchkey::ini
