// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "aws/config/lost_header.hpp"
#include "aws/config/setting_table.hpp"
#include "base/ini/header.hpp"
#include "base/text.hpp"
#include "base/unicode.hpp"
#include "diagnose/rules/explain.hpp"
#include "diagnose/rules/rules.hpp"
#include "platform/files/files.hpp"

namespace latchkey::diagnose {
namespace {

std::string name_in(std::string_view line) {
  const auto delimiter = line.find_first_of("=:");
  if (delimiter == std::string_view::npos) return {};
  return unicode::lower(unicode::strip(line.substr(0, delimiter)));
}

/// The lines of a file, without their ends; the first is number 1.
std::vector<std::string> lines_of(const std::string& path) {
  std::vector<std::string> lines;
  const auto data = files::read(path);
  if (!data || !*data) return lines;
  std::string_view rest = **data;
  while (!rest.empty()) {
    const auto end = rest.find_first_of("\r\n");
    lines.emplace_back(rest.substr(0, end));
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + (rest.compare(end, 2, "\r\n") == 0 ? 2 : 1));
  }
  return lines;
}

bool is_indented(const std::string& line) {
  return !line.empty() && (line.front() == ' ' || line.front() == '\t');
}

struct HeaderSlip {
  std::string what, fix;
};

/// A line that is meant as a header, but is not one. An indented one belongs to the value above it, which is
/// an error only if the settings below it then occur twice.
std::optional<HeaderSlip> header_slip(const std::string& line, bool is_double) {
  const auto text = unicode::strip(line);
  if (text.empty()) return std::nullopt;
  const bool has_start = text.front() == '[';
  if (is_indented(line)) {
    if (!is_double || !has_start || text.back() != ']') return std::nullopt;
    return HeaderSlip{"a header that begins with blanks", "remove the blanks before " + std::string(text)};
  }
  const auto meant = ini::meant_header(text);
  if (has_start && text.find(']') == std::string_view::npos)
    return HeaderSlip{"a header without its \"]\"", meant ? "close the bracket: " + *meant : "end it with ]"};
  if (!has_start && text.back() == ']' && text.find_first_of("=:[#;") == std::string_view::npos)
    return HeaderSlip{"a header without its \"[\"",
                      meant ? "open the bracket: " + *meant : "begin it with ["};
  if (meant) return HeaderSlip{"a header is not between \"[\" and \"]\"", "write " + *meant};
  return std::nullopt;
}

/// The first continuation line of the setting. 0: there is none.
std::uint32_t continuation(const std::string& path, const ini::Setting& setting, std::string_view words) {
  const auto lines = lines_of(path);
  for (std::size_t number = setting.line; number < lines.size(); ++number) {
    const auto& line = lines[number];
    if (is_indented(line) && unicode::strip(line) == words) return static_cast<std::uint32_t>(number + 1);
  }
  return 0;
}

std::optional<Finding> continued_in(const Profile& profile, const ini::Section& section, bool region_counts) {
  const auto& path = section.path();
  for (const auto& setting : section.settings()) {
    const auto* value = setting.text();
    const auto end = value != nullptr ? value->find('\n') : std::string::npos;
    if (end == std::string::npos || (setting.key == "region" && !region_counts)) continue;
    const auto start = value->find_first_not_of('\n', end);
    const auto words = std::string_view(*value).substr(start, value->find('\n', start) - start);
    const auto name = name_in(words);
    const bool is_lost = setting_has(name, kOneLine) && name != "region";
    if (!setting_has(setting.key, kOneLine) && !is_lost && name != "credential_process") continue;
    const auto line = continuation(path, setting, words);
    if (line == 0) continue;
    const auto what =
        " begins with blanks and so continues line " + std::to_string(setting.line) + ", " + setting.key;
    // Only the first line of a value may be shown, because it may be a secret.
    const bool is_header = words.front() == '[' && words.back() == ']';
    const auto shown = is_header ? std::string(words) : find_setting(name) != nullptr ? name : "it";
    const std::string fix =
        is_header || !name.empty() ? "remove the blanks before " + shown : "put # before it, or remove it";
    return Finding{{Cause::file_syntax, "profile " + profile.name + ": line " + std::to_string(line) + what,
                    fix, Origin::file(path, line)},
                   Place{path, line},
                   fix + ", as it continues line " + std::to_string(setting.line)};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Finding> merge_conflict(const Place& named) {
  const auto lines = lines_of(named.path);
  const auto line_with = [&](std::string_view mark) {
    return std::find_if(lines.begin(), lines.end(), [&](const auto& line) { return line.starts_with(mark); });
  };
  const auto start = line_with("<<<<<<< "), end = line_with(">>>>>>> ");
  if (start == lines.end() || end == lines.end()) return std::nullopt;
  const auto number = static_cast<std::uint32_t>(start - lines.begin() + 1);
  return Finding{{Cause::file_line_invalid, "unable to parse config file: a merge conflict is not resolved",
                  "keep one of the two versions", Origin::file(named.path, number)},
                 Place{named.path, number},
                 "keep one of the two versions down to line " + std::to_string(end - lines.begin() + 1) +
                     ", and remove the lines of <<<<<<<, ======= and >>>>>>>"};
}

std::optional<Finding> broken_header(const Error& error, const Place& named) {
  const auto lines = lines_of(named.path);
  const bool is_double = error.cause == Cause::file_duplicate;
  for (std::uint32_t number = 1; number <= named.line && number <= lines.size(); ++number) {
    const auto slip = header_slip(lines[number - 1], is_double);
    if (!slip) continue;
    return Finding{{Cause::file_line_invalid, "unable to parse config file: " + slip->what, slip->fix,
                    Origin::file(named.path, number)},
                   Place{named.path, number},
                   slip->fix};
  }
  return std::nullopt;
}

std::optional<Finding> continued_setting(const Facts& facts) {
  if (facts.linked.empty()) return std::nullopt;
  const Setup& setup = facts.setup;
  const Profile& selected = *facts.linked.front();
  const auto continued = [&](const Profile& profile) -> std::optional<Finding> {
    for (const auto* section : {profile.credentials, profile.config}) {
      if (section == nullptr) continue;
      const auto* region = profile.text("region");
      const bool region_counts = &profile == &selected && region != nullptr && setup.region == *region;
      if (auto problem = continued_in(profile, *section, region_counts)) return problem;
    }
    return std::nullopt;
  };
  const auto* found = facts.shared->continued.find(
      selected, [&](const Profile& profile) { return continued(profile).has_value(); },
      [&](const Profile& profile) { return linked_profile(setup.config, profile, &profile != &selected); });
  return found != nullptr ? continued(*found) : std::nullopt;
}

std::optional<Finding> misplaced_profile_word(const Config& config, const std::string& name,
                                              const Error& error) {
  for (const auto& section : config.credentials_sections()) {
    const bool is_it = section.name.compare(0, 7, "profile") == 0 && text::second_word(section.name) == name;
    if (is_it)
      return Finding{error, Place{section.path(), section.line},
                     "write [" + name + "], as headers of this file have no word profile"};
  }
  return std::nullopt;
}

std::optional<Finding> indented_header(const Config& config, const std::string& name, const Error& error) {
  for (const auto& path : {config.config_path(), config.credentials_path()}) {
    const auto header = path == config.config_path() ? profile_header(name) : '[' + name + ']';
    const auto lines = lines_of(path);
    for (std::uint32_t number = 1; number <= lines.size(); ++number) {
      const auto& line = lines[number - 1];
      if (line.size() > header.size() && is_indented(line) && unicode::strip(line) == header)
        return Finding{error, Place{path, number}, "remove the blanks before " + header};
    }
  }
  return std::nullopt;
}

}  // namespace latchkey::diagnose
