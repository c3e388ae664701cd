// SPDX-License-Identifier: Apache-2.0
#include "diagnose/settings.hpp"

#include <algorithm>

#include "aws/config/redaction.hpp"
#include "aws/config/setting_table.hpp"
#include "aws/config/shown_error.hpp"
#include "base/text.hpp"
#include "diagnose/rules/misspelled_settings.hpp"
#include "diagnose/rules/rules.hpp"

namespace latchkey::diagnose {
namespace {

/// A URL may contain a password, or a signature after a "?".
std::optional<std::string> shown_url(const std::string& url) {
  return url.find_first_of("@?") == std::string::npos ? std::optional(url) : std::nullopt;
}

std::optional<std::string> shown(Visibility visibility, const std::string& value) {
  switch (visibility) {
    case Visibility::key_id:
      return is_key_id(value) ? std::optional(value) : std::nullopt;
    case Visibility::url:
      return shown_url(value);
    case Visibility::why:
    case Visibility::everywhere:
      return value;
    case Visibility::own_program:
    case Visibility::never:
      break;
  }
  return std::nullopt;
}

/// `value` is the first line: the next ones may contain a secret that is indented by mistake.
std::optional<std::string> shown_line(std::string_view key, const std::string& value) {
  const auto* setting = find_setting(key);
  if (setting != nullptr && setting->visibility != Visibility::own_program)
    return shown(setting->visibility, value);
  const auto line = std::string(key) + " = " + value;
  return redacted_line(line) == text::printable(line) ? std::optional(value) : std::nullopt;
}

std::optional<std::string> shown_value(std::string_view key, const std::string& value) {
  const auto end = value.find('\n');
  auto shown = shown_line(key, value.substr(0, end));
  if (shown && end != std::string::npos) *shown += "\n...";
  return shown;
}

bool has_token_file(const Setup& setup) {
  const auto file = setup.settings().get("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file");
  return file && !file->text.empty();
}

/// Why a variable is ignored; empty: it is not.
std::string ignored_variable(const Facts& facts, std::string_view name) {
  const Setup& setup = facts.setup;
  const bool is_key = name == "AWS_ACCESS_KEY_ID" || name == "AWS_SECRET_ACCESS_KEY" ||
                      name == "AWS_SESSION_TOKEN" || name == "AWS_SECURITY_TOKEN" ||
                      name == "AWS_CREDENTIAL_EXPIRATION";
  const bool is_of_web_identity =
      name == "AWS_WEB_IDENTITY_TOKEN_FILE" || name == "AWS_ROLE_ARN" || name == "AWS_ROLE_SESSION_NAME";
  const bool is_left_out = (is_key && !takes_environment(facts)) || is_of_web_identity;
  if (is_left_out && setup.selection.is_explicit) return "a profile was named";
  if (is_of_web_identity && !has_token_file(setup))
    return "it is of a web identity, and no token file is named";
  if ((name == "AWS_PROFILE" || name == "AWS_DEFAULT_PROFILE") && setup.selection.is_explicit)
    return "--profile comes first";
  if (name == "AWS_PROFILE" && setup.host.env.find("AWS_DEFAULT_PROFILE") != nullptr)
    return "AWS_DEFAULT_PROFILE comes first";
  if (name == "AWS_PROFILE" && setup.selection.is_of_ended_run)
    return "the latchkey exec --refresh that set it has ended";
  if (name == kProfileVariable && !setup.selection.is_of_ended_run) return "it only tells what exec runs";
  if (name == "AWS_REGION") return "botocore does not read it";
  if (name == "AWS_MFA_SERIAL") {
    const auto device = device_behind(facts);
    const bool counts = device && device->origin.kind == Origin::Kind::variable;
    return counts ? "" : "the profiles name their device, or there is no role";
  }
  return {};
}

bool is_of_sso(std::string_view key) {
  return key.substr(0, 4) == "sso_";
}

/// Whether the setting belongs to a provider after IAM Identity Center.
bool is_behind_sso(const Profile& profile, std::string_view key) {
  const auto* setting = find_setting(key);
  const bool is_later = setting != nullptr &&
                        (setting->group == SettingGroup::keys || setting->group == SettingGroup::process ||
                         setting->group == SettingGroup::login);
  return may_be_sso(profile) && !profile.has("role_arn") && is_later;
}

/// The [sso-session] section that the profile names.
const ini::Section* sso_section(const Config& config, const Profile& profile) {
  const auto* name = profile.text("sso_session");
  return name != nullptr ? config.sso_session(*name) : nullptr;
}

ShownSetting shown_setting(const Profile& profile, const ini::Section& section, const ini::Setting& setting) {
  ShownSetting shown{
      profile.name, setting.key, std::nullopt, '[' + section.name + ']', {section.path(), setting.line}, {}};
  if (const auto* value = setting.text()) shown.value = shown_value(setting.key, *value);
  return shown;
}

/// Adds the section, which overrides the profile and contains only sign-in settings.
void add_sso_section(std::vector<ShownSetting>& settings, const Config& config, const Profile& profile) {
  const auto* section = sso_section(config, profile);
  if (section == nullptr) return;
  for (const auto& setting : section->settings()) {
    if (setting.inherited) continue;
    auto shown = shown_setting(profile, *section, setting);
    if (!is_of_sso(setting.key)) shown.ignored = "only sso_ settings are read here";
    settings.push_back(std::move(shown));
  }
}

void add_section(std::vector<ShownSetting>& settings, const Setup& setup, const Profile& profile,
                 bool in_credentials) {
  const auto* section = in_credentials ? profile.credentials : profile.config;
  if (section == nullptr) return;
  const bool is_selected = profile.name == setup.selection.profile_name();
  const auto first = settings.size();
  for (const auto& setting : section->settings()) {
    const auto meant = intended_setting(profile, setting.key);
    if (!is_credential_setting(setting.key) && !(is_selected && is_connection_setting(setting.key)) && !meant)
      continue;
    auto shown = shown_setting(profile, *section, setting);
    if (setting.inherited) shown.section = "[DEFAULT]";
    if (meant) shown.ignored = "unknown, " + text::did_you_mean({*meant});
    if (!in_credentials && profile.credentials != nullptr &&
        profile.credentials->find(setting.key) != nullptr)
      shown.ignored = "the credentials file's value is used";
    if (is_behind_sso(profile, setting.key)) shown.ignored = "IAM Identity Center comes first";
    const auto* sso = is_of_sso(setting.key) ? sso_section(setup.config, profile) : nullptr;
    if (sso != nullptr && !setting.inherited && sso->find(setting.key) != nullptr)
      shown.ignored = "that of [" + sso->name + "] counts";
    settings.push_back(std::move(shown));
  }
  std::stable_sort(settings.begin() + static_cast<std::ptrdiff_t>(first), settings.end(),
                   [](const ShownSetting& a, const ShownSetting& b) {
                     return (a.section == "[DEFAULT]") < (b.section == "[DEFAULT]");
                   });
}

}  // namespace

bool takes_environment(const Facts& facts) {
  return facts.roles() != nullptr && facts.roles()->credential_source == "Environment";
}

std::vector<ShownSetting> settings_behind(const Facts& facts) {
  const Setup& setup = facts.setup;
  std::vector<ShownSetting> settings;
  for (const auto& [name, visibility] : known_variables()) {
    const auto* value = setup.host.env.find(name);
    if (value == nullptr) continue;
    settings.push_back({{}, name, shown(visibility, *value), {}, {}, ignored_variable(facts, name)});
  }
  for (const auto* profile : facts.linked) {
    add_section(settings, setup, *profile, false);
    add_section(settings, setup, *profile, true);
    add_sso_section(settings, setup.config, *profile);
  }
  return settings;
}

std::vector<UnreadSection> unread_sections_behind(const Facts& facts) {
  auto sections = unread_sections(facts.setup.config);
  std::erase_if(sections, [&](const UnreadSection& unread) {
    return std::find(facts.linked.begin(), facts.linked.end(), unread.profile) == facts.linked.end();
  });
  return sections;
}

bool is_key_id(std::string_view text) {
  constexpr std::size_t kLeast = 16;
  constexpr std::size_t kMost = 32;
  return text.size() >= kLeast && text.size() <= kMost && text.front() == 'A' &&
         text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == std::string_view::npos;
}

}  // namespace latchkey::diagnose
