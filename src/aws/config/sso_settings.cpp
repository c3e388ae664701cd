// SPDX-License-Identifier: Apache-2.0
#include "aws/config/sso_settings.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/try.hpp"
#include "base/unicode.hpp"

namespace latchkey {
namespace {

/// "a, b" -> {a, b}, as AWS CLI reads sso_registration_scopes.
std::vector<std::string> split_scopes(const std::string& text) {
  std::vector<std::string> scopes;
  for (std::size_t start = 0; start <= text.size();) {
    const auto end = std::min(text.find(',', start), text.size());
    const std::string word(unicode::strip(std::string_view(text).substr(start, end - start)));
    if (!word.empty()) scopes.push_back(word);
    start = end + 1;
  }
  return scopes;
}

/// A profile whose settings are overridden by the section of its sign-in.
class Overlaid {
 public:
  Overlaid(const Profile& profile, const ini::Section* section) : profile_(&profile), section_(section) {}

  const TextView* text(std::string_view key) const {
    const auto* setting = section_ != nullptr ? section_->find(key) : nullptr;
    return setting != nullptr ? setting->text() : profile_->text(key);
  }
  bool has(std::string_view key) const {
    return (section_ != nullptr && section_->find(key) != nullptr) || profile_->has(key);
  }

 private:
  const Profile* profile_;
  const ini::Section* section_;
};

Result<void> check_same(const Profile& profile, const ini::Section& section) {
  for (const auto& setting : section.settings()) {
    const auto* own = profile.find(setting.key);
    if (own == nullptr || own->value == setting.value) continue;
    const auto shown = [](const ini::Setting& one) {
      return one.text() != nullptr ? text::printable(*one.text()) : std::string("nested settings");
    };
    return fail(Cause::sso_setting_conflict,
                "the value for " + setting.key + " is inconsistent between profile " + profile.name + " (" +
                    shown(*own) + ") and sso-session (" + shown(setting) + ")",
                "remove " + setting.key + " from the profile; the [sso-session] section says it",
                profile.origin_of(setting.key));
  }
  return {};
}

/// The exact message of botocore, so that users can search for it.
tl::unexpected<Error> missing_settings(const std::string& profile, const std::vector<std::string>& missing,
                                       bool has_session, Origin origin) {
  return fail(
      Cause::sso_setting_missing,
      "the profile \"" + profile +
          "\" is configured to use SSO but is missing required configuration: " + text::join(missing, ", "),
      has_session ? "sso_start_url and sso_region belong into the [sso-session] section, the others "
                    "into the profile"
                  : "add them to the profile; aws configure sso prompts for all of them",
      std::move(origin));
}

}  // namespace

Result<std::optional<SsoSettings>> sso_settings(const Config& config, const std::string& name) {
  const Profile* profile = config.find(name);
  if (profile == nullptr || !(profile->has("sso_role_name") || profile->has("sso_account_id")))
    return std::nullopt;
  const ini::Section* section = nullptr;
  const auto* session_name = profile->text("sso_session");
  if (session_name != nullptr) {
    section = config.sso_session(*session_name);
    if (section == nullptr) {
      return fail(Cause::sso_session_not_found,
                  "the specified sso-session does not exist: \"" + *session_name + '"',
                  "add a [sso-session " + *session_name + "] section to " + config.config_path() +
                      ", or correct sso_session of profile " + name,
                  profile->origin_of("sso_session"));
    }
    CHECK(check_same(*profile, *section));
  }
  const Overlaid all(*profile, section);
  std::vector<std::string> missing;
  for (const auto* key : {"sso_role_name", "sso_account_id", "sso_start_url", "sso_region"}) {
    if (!all.has(key)) missing.emplace_back(key);
  }
  if (!missing.empty()) return missing_settings(name, missing, section != nullptr, profile->origin());
  const auto text = [&](const char* key) {
    const auto* value = all.text(key);
    return value != nullptr ? *value : std::string();
  };
  SsoSettings found;
  found.profile = name;
  found.account_id = text("sso_account_id");
  found.role_name = text("sso_role_name");
  found.session.start_url = text("sso_start_url");
  found.session.region = text("sso_region");
  const auto* in_section = section != nullptr ? section->find("sso_region") : nullptr;
  found.session.region_origin =
      in_section != nullptr ? origin_of(*section, *in_section) : profile->origin_of("sso_region");
  if (session_name != nullptr) {
    found.session.name = *session_name;
    found.session.scopes = split_scopes(text("sso_registration_scopes"));
  }
  return found;
}

Result<std::optional<SsoSession>> token_session(const Config& config, const Profile& profile) {
  const auto* name = profile.text("sso_session");
  if (name == nullptr) return std::nullopt;
  const std::string start =
      "the profile \"" + profile.name + "\" is configured to use the SSO token provider but ";
  const auto* section = config.sso_session(*name);
  if (section == nullptr || section->settings().empty()) {
    return fail(Cause::sso_session_not_found,
                start + "the \"" + *name + "\" sso_session configuration does not exist",
                "add a [sso-session " + *name + "] section to " + config.config_path() +
                    ", or remove sso_session from the profile",
                profile.origin_of("sso_session"));
  }
  std::vector<std::string> missing;
  for (const auto* key : {"sso_start_url", "sso_region"}) {
    if (section->find(key) == nullptr) missing.emplace_back(key);
  }
  if (!missing.empty()) {
    return fail(Cause::sso_setting_missing,
                start + "is missing the following configuration: " + text::join(missing, ", "),
                "add it to the [sso-session " + *name + "] section; in the profile it is ignored",
                origin_of(*section));
  }
  const auto text = [&](const char* key) {
    const auto* setting = section->find(key);
    return setting != nullptr && setting->text() != nullptr ? *setting->text() : std::string();
  };
  return SsoSession{*name, text("sso_start_url"), text("sso_region"),
                    split_scopes(text("sso_registration_scopes")),
                    origin_of(*section, *section->find("sso_region"))};
}

bool may_be_sso(const Profile& profile) {
  return profile.has("sso_account_id") || profile.has("sso_role_name");
}

std::string role_text(const SsoSettings& settings) {
  return text::printable(settings.role_name) + " in " + text::printable(settings.account_id);
}

}  // namespace latchkey
