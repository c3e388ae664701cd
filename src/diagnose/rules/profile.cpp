// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "aws/config/lost_header.hpp"
#include "aws/config/redaction.hpp"
#include "base/text.hpp"
#include "base/unicode.hpp"
#include "diagnose/rules/explain.hpp"
#include "platform/files/files.hpp"
#include "platform/process/command_line.hpp"

namespace latchkey::diagnose {
namespace {

std::string line_of_file(const Place& place) {
  const auto data = files::read(place.path);
  if (!data || !*data) return {};
  std::string_view rest = **data;
  for (std::uint32_t number = 1; number < place.line; ++number) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) return {};
    rest.remove_prefix(end + 1);
  }
  return redacted_line(rest.substr(0, rest.find_first_of("\r\n")));
}

}  // namespace

Finding explain_broken_file(const Error& error) {
  const auto place = place_of(error.origin);
  if (!place) return {error, std::nullopt, error.hint};
  if (auto problem = merge_conflict(*place)) return *std::move(problem);
  if (auto problem = broken_header(error, *place)) return *std::move(problem);
  std::string fix = error.hint;
  switch (error.cause) {
    case Cause::file_byte_order_mark:
      return {error, place, "remove the byte order mark: save the file as UTF-8 without BOM"};
    case Cause::file_line_invalid:
      fix = "write it as KEY = VALUE, or put # before it";
      break;
    case Cause::file_syntax:
      if (unicode::strip_end(line_of_file(*place)).ends_with('='))
        return {error, place, "write the value on the same line, behind the ="};
      break;
    case Cause::file_duplicate:  // the message contains it
      return {error, place, "remove it, or the other one of this name"};
    default:
      break;
  }
  const auto shown = line_of_file(*place);
  const bool says_something = !shown.empty() && unicode::strip(shown) != kHiddenText;
  return {error, place, fix + (says_something ? " (it says: " + shown + ')' : "")};
}

Finding explain_missing_profile(const Setup& setup, const std::string& name, const std::string& chosen_by,
                                const Error& error) {
  const Config& config = setup.config;
  if (meant_profile(config, name)) return {error, std::nullopt, error.hint};
  if (const auto lost = find_lost_header(config, name))
    return {error, place_of(origin_of(*lost->section)), lost->fix()};
  if (auto problem = indented_header(config, name, error)) return *std::move(problem);
  if (auto problem = file_behind(setup, WhichFile::config, error)) return *std::move(problem);
  const auto near = text::nearest(config.names(), name);
  if (near.empty()) {
    if (auto problem = file_behind(setup, WhichFile::credentials, error)) return *std::move(problem);
  }
  if (config.names().empty())
    return {error, std::nullopt, "add " + profile_header(name) + " to " + config.config_path()};
  const auto question = near.empty() ? "" : text::did_you_mean(near) + ' ';
  const auto choice =
      near.empty() ? std::string("NAME (latchkey list shows the profiles)") : command_line_word(near.front());
  if (chosen_by == "argument")
    return {error, std::nullopt, question + "name a profile that is there: -p " + choice};
  return {error, std::nullopt,
          question + "unset " + chosen_by + ", or set it to a profile that is there: " + chosen_by + '=' +
              choice};
}

}  // namespace latchkey::diagnose
