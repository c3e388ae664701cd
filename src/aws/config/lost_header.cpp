// SPDX-License-Identifier: Apache-2.0
#include "aws/config/lost_header.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.hpp"
#include "base/unicode.hpp"

namespace latchkey {
namespace {

constexpr std::string_view kProfile = "profile";

bool begins_with_profile(std::string_view text) {
  return text::equals_ignoring_case(text.substr(0, kProfile.size()), kProfile);
}

/// The text after "profile" and its separator; empty: the header begins with another word.
std::string_view behind_profile(std::string_view text) {
  if (!begins_with_profile(text)) return {};
  text.remove_prefix(kProfile.size());
  const auto start = text.find_first_not_of(" -_:=./");
  return start == std::string_view::npos ? std::string_view() : text.substr(start);
}

bool has_word(std::string_view text, std::string_view word) {
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (text.substr(0, end) == word) return true;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return false;
}

/// Includes the typographic quotes of word processors.
bool is_quote(char32_t c) {
  return c == U'"' || c == U'\'' || (c >= U'\u2018' && c <= U'\u201F');
}

/// Whether a name may be correct as written: without invisible blanks and enclosing quotes.
bool is_tidy(std::string_view name) {
  if (unicode::strip(name) != name) return false;
  const bool is_quoted =
      name.size() > 1 && (name.front() == '"' || name.front() == '\'') && name.back() == name.front();
  while (!name.empty()) {
    const char32_t c = unicode::next(name);
    const bool is_odd_quote = is_quote(c) && c != U'"' && c != U'\'';
    if (is_odd_quote || unicode::is_invisible(c) || (unicode::is_space(c) && c != U' ')) return false;
  }
  return !is_quoted;
}

/// The similarity of a config file header to that of `name`; 0: none.
int likeness(std::string_view header, std::string_view name) {
  const auto word = text::second_word(header);
  if (word && header.starts_with(kProfile) && is_tidy(*word)) return 0;  // a profile of another name
  for (const std::string_view other : {"sso-session", "services"}) {
    if (header.substr(0, other.size()) == other) return 0;
  }
  if (header == name || word == name) return 4;
  const auto text = plain_header(header);
  const auto wanted = plain_header(name);
  const auto behind = behind_profile(text);
  if (text == wanted || behind == wanted) return 3;
  if (word) return 0;  // another profile, or not a profile
  if (has_word(behind, name)) return 2;
  return text::equals_ignoring_case(text, name) || text::equals_ignoring_case(behind, name) ? 1 : 0;
}

/// In the credentials file each header is a name, and one in another case is another profile.
int likeness_of_name(std::string_view header, std::string_view name) {
  const auto text = plain_header(header);
  const auto wanted = plain_header(name);
  return text == wanted || behind_profile(text) == wanted ? 3 : 0;
}

/// Shows unusual blanks by their code points.
std::string shown(std::string_view header) {
  std::string result;
  while (!header.empty()) {
    const char32_t c = unicode::next(header);
    if (c == U'\u00A0') {
      result += "<U+00A0>";
    } else {
      unicode::append(result, c);
    }
  }
  return text::printable(result);
}

}  // namespace

std::string plain_header(std::string_view header) {
  std::string result;
  while (!header.empty()) {
    const char32_t c = unicode::next(header);
    if (is_quote(c) || c == U'\\' || unicode::is_invisible(c)) continue;
    const bool is_dash = c >= U'\u2010' && c <= U'\u2015';
    unicode::append(result, unicode::is_space(c) ? U' ' : is_dash ? U'-' : c);
  }
  return std::string(unicode::strip(result));
}

std::string name_in_header(std::string_view header) {
  const auto whole = plain_header(header);
  const auto behind = behind_profile(whole);
  return behind.empty() ? whole : std::string(behind);
}

std::string header_word(std::string_view name) {
  if (name.find_first_of(" \t\"'\\") == std::string_view::npos && !name.empty()) return std::string(name);
  const bool has_apostrophe = name.find('\'') != std::string_view::npos;
  if (has_apostrophe && name.find_first_of("\"\\") == std::string_view::npos)
    return '"' + std::string(name) + '"';
  return text::shell_quoted(name);
}

std::string profile_header(std::string_view name) {
  return name == "default" ? "[default]" : "[profile " + header_word(name) + ']';
}

std::optional<std::string> meant_profile(const Config& config, std::string_view name) {
  auto text = unicode::strip(name);
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
  const auto whole = plain_header(text);
  const auto behind = std::string(behind_profile(whole));
  const auto names = config.names();
  for (const auto& wanted : {whole, behind}) {
    for (const auto& known : names) {
      if (!wanted.empty() && known != name && is_tidy(known) && plain_header(known) == wanted) return known;
    }
  }
  return std::nullopt;
}

std::string LostHeader::fix() const {
  return "write " + text::printable(right) + " in the place of [" + shown(section->name) + ']';
}

std::optional<LostHeader> find_lost_header(const Config& config, std::string_view name) {
  std::optional<LostHeader> found;
  if (name.empty()) return found;
  int most = 0;
  const auto look = [&](const ini::Section& section, int how_much, std::string right) {
    if (how_much <= most) return;
    most = how_much;
    found = LostHeader{&section, std::move(right)};
  };
  for (const auto& section : config.config_sections())
    look(section, likeness(section.name, name), profile_header(name));
  for (const auto& section : config.credentials_sections())
    look(section, likeness_of_name(section.name, name), '[' + std::string(name) + ']');
  return found;
}

}  // namespace latchkey
