// SPDX-License-Identifier: Apache-2.0
#include "diagnose/finding.hpp"

#include "aws/config/shown_error.hpp"
#include "base/text.hpp"
#include "platform/files/path_text.hpp"

namespace latchkey::diagnose {
namespace {

bool is_path_character(char c) {
  return c != ' ' && c != '"' && c != '\'' && c != '(' && c != ':' && c != '=';
}

}  // namespace

std::optional<Place> place_of(const Origin& origin) {
  if (origin.kind != Origin::Kind::file || origin.line == 0) return std::nullopt;
  return Place{origin.name, origin.line};
}

std::optional<Place> place_of(const Profile& profile, std::string_view key) {
  return place_of(profile.origin_of(key));
}

std::optional<Place> header_of(const Profile& profile) {
  return place_of(profile.origin());
}

Finding finding_at(Error error, std::optional<Place> place, std::string fix) {
  if (place && !error.origin.is_known()) {
    error.origin.kind = Origin::Kind::file;
    error.origin.name = place->path;
    error.origin.line = place->line;
  }
  return {std::move(error), std::move(place), std::move(fix)};
}

std::string short_place(const Place& place, const std::string& home) {
  return short_path(place.path, home) + ':' + std::to_string(place.line);
}

std::string with_short_paths(const std::string& text, const std::string& home) {
  if (home.empty()) return text;
  const auto slashed = path_text::with_slashes(text);  // as long as the text
  const auto start = path_text::with_slashes(home) + '/';
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    const bool is_start =
        (i == 0 || !is_path_character(text[i - 1])) && slashed.compare(i, start.size(), start) == 0;
    if (!is_start) {
      result += text[i++];
      continue;
    }
    result += '~';
    for (i += home.size(); i < text.size() && is_path_character(text[i]); ++i) result += slashed[i];
  }
  return result;
}

std::string next_step(const Finding& problem, const std::string& home) {
  if (!problem.place) return text::printable(with_short_paths(problem.fix, home));
  // The correction contains full paths, because only a shell expands ~.
  return "correct line " + std::to_string(problem.place->line) + " of " +
         short_path(problem.place->path, home) + ": " + text::printable(problem.fix);
}

}  // namespace latchkey::diagnose
