// SPDX-License-Identifier: Apache-2.0
#include "diagnose/unread_settings.hpp"

#include <algorithm>

#include "aws/config/lost_header.hpp"
#include "aws/config/setting_table.hpp"
#include "aws/config/shown_error.hpp"
#include "base/text.hpp"

namespace latchkey::diagnose {
namespace {

bool is_read_as_profile(std::string_view header) {
  return header == "default" || (header.starts_with("profile") && text::second_word(header));
}

/// The profile that the header seems to mean. nullptr: none, or the section is read.
const Profile* profile_meant_by(const Config& config, const ini::Section& section) {
  const bool in_credentials = section.path() == config.credentials_path();
  if (!in_credentials && is_read_as_profile(section.name)) return nullptr;
  const std::string_view header = section.name;
  const bool may_differ =
      header.starts_with("profile") || header.find_first_of(" \"'") != std::string_view::npos;
  if (in_credentials && !may_differ) return nullptr;
  const auto name = name_in_header(header);
  if (in_credentials) return name != header ? config.find(name) : nullptr;
  const auto* whole = config.find(section.name);
  return whole != nullptr ? whole : config.find(name);
}

struct Known {
  const char *key, *effect;
};
/// Settings of aws-vault (github.com/99designs/aws-vault, vault/config.go) that change the credentials.
constexpr Known kOfVault[] = {
    {"include_profile", "aws-vault alone reads it, so the settings of that profile are ignored here"},
    {"parent_profile", "aws-vault alone reads it, so the settings of that profile are ignored here"},
    {"session_tags", "aws-vault alone reads it, so the session gets no tags"},
    {"transitive_session_tags", "aws-vault alone reads it, so the session gets no tags"},
    {"source_identity", "aws-vault alone reads it, so the session has no source identity"},
};

}  // namespace

std::string UnreadSection::fix(const Config& config) const {
  const bool in_credentials = section->path() == config.credentials_path();
  const auto right = in_credentials ? '[' + std::string(profile->name) + ']' : profile_header(profile->name);
  const auto* taken = in_credentials ? profile->credentials : profile->config;
  if (taken != nullptr)
    return "move its settings below " + right + ", line " + std::to_string(taken->line) + ", and remove it";
  return "write " + right + " in the place of [" + section->name + ']';
}

std::string UnreadSection::text() const {
  const auto what = settings.empty() ? std::string("region") : text::join(settings, " and ");
  return '[' + section->name + "] is not read as profile " + std::string(profile->name) + ", so " + what +
         " there " + (settings.size() > 1 ? "have" : "has") + " no effect";
}

std::vector<UnreadSection> unread_sections(const Config& config) {
  std::vector<UnreadSection> found;
  const auto look = [&](const ini::Section& section) {
    const auto* profile = profile_meant_by(config, section);
    if (profile == nullptr) return;
    UnreadSection unread{&section, profile, {}, false};
    for (const auto& setting : section.settings()) {
      if (setting.inherited) continue;
      if (is_credential_setting(setting.key)) unread.settings.push_back(setting.key);
      unread.has_region = unread.has_region || setting.key == "region";
    }
    if (!unread.settings.empty() || unread.has_region) found.push_back(std::move(unread));
  };
  for (const auto& section : config.config_sections()) look(section);
  for (const auto& section : config.credentials_sections()) look(section);
  return found;
}

std::vector<std::string> warnings_of_unread_sections(const Config& config,
                                                     const std::vector<std::string>& names,
                                                     const std::string& home) {
  constexpr std::size_t kMost = 5;
  std::vector<std::string> warnings;
  std::size_t more = 0;
  for (const auto& unread : unread_sections(config)) {
    const bool is_wanted =
        names.empty() || std::find(names.begin(), names.end(), unread.profile->name) != names.end();
    if (!is_wanted || unread.settings.empty()) continue;
    if (warnings.size() == kMost) {
      ++more;
      continue;
    }
    warnings.push_back(short_path(unread.section->path(), home) + ':' + std::to_string(unread.section->line) +
                       ": " + unread.text() + "; " + unread.fix(config));
  }
  if (more != 0)
    warnings.push_back(std::to_string(more) + " more sections are not read; latchkey why -p NAME shows them");
  return warnings;
}

std::vector<ForeignSetting> foreign_settings(const Profile& profile) {
  std::vector<ForeignSetting> found;
  for (const auto& [key, effect] : kOfVault) {
    if (profile.has(key)) found.push_back({key, profile.origin_of(key), effect});
  }
  return found;
}

std::string text_of(const ForeignSetting& setting, const Profile& profile, const std::string& home) {
  return short_path(setting.origin.name, home) + ':' + std::to_string(setting.origin.line) + ": profile " +
         std::string(profile.name) + ": " + setting.key + " has no effect: " + setting.effect;
}

}  // namespace latchkey::diagnose
