// SPDX-License-Identifier: Apache-2.0
#include "aws/cache/cache_key.hpp"
#include "aws/config/validation.hpp"
#include "aws/request/endpoints.hpp"
#include "diagnose/rules/explain.hpp"
#include "diagnose/rules/rules.hpp"
#include "mfa/inline_code_roles.hpp"
#include "mfa/mfa_settings.hpp"

namespace latchkey::diagnose {
namespace {

bool sso_is_at_aws(const Setup& setup, const SsoSettings& settings) {
  for (const auto service : {Service::sso, Service::sso_oidc}) {
    const auto endpoint =
        service_endpoint(service, {settings.session.region, {}}, setup.settings(), setup.config);
    if (endpoint && !is_identity_of_aws(endpoint->identity)) return false;
  }
  return true;
}

/// The values that a profile without a plan sends: for its MFA session, or with a web identity token.
RoleStep step_without_roles(const Facts& facts) {
  if (facts.is_from(ProviderId::web_identity) && facts.web_identity) return facts.web_identity->step;
  RoleStep step;
  step.profile = facts.profile;
  if (facts.is_from(ProviderId::mfa_session)) step.mfa_serial = *facts.linked.front()->text("mfa_serial");
  return step;
}

/// Whether the keys of the first call are known to be a session's, for which STS issues no MFA session.
bool has_session_keys(const Facts& facts, const RoleChain& first) {
  if (first.base == nullptr) {
    const auto& env = facts.setup.host.env;
    const auto* source = first.profile->text("credential_source");
    return source == nullptr || *source != "Environment" || env.find_filled("AWS_SESSION_TOKEN") != nullptr ||
           env.find_filled("AWS_SECURITY_TOKEN") != nullptr;
  }
  if (!facts.base || !*facts.base || !reads_keys_of_profile((*facts.base)->provider)) return true;
  const auto keys = (*facts.base)->load({});
  return keys && keys->session_token.has_value();
}

/// Whether latchkey requests one hour if STS rejects the duration of a role: a second call with the MFA
/// session needs no other code (docs/decisions/0011).
bool gets_an_hour(const Facts& facts, const RoleChain& role, const InvalidValue& value) {
  if (value.setting != "duration_seconds" || role.source != nullptr || !role.profile->has("mfa_serial"))
    return false;
  const auto settings = mfa_settings(facts.setup, role.profile->name);
  return settings && settings->sessions && !has_session_keys(facts, role) &&
         !requires_inline_code(facts.setup.host, facts.sts_identity(),
                               role_cache_key(role_step(*role.profile)));
}

std::vector<InvalidValue> invalid_values_of(const Facts& facts, const RoleChain& role) {
  const bool by_role = role.source != nullptr || (facts.key_source && gives_role(facts.key_source->provider));
  return invalid_values(role_step(*role.profile), by_role);
}

std::vector<InvalidValue> invalid_values_behind(const Facts& facts) {
  return invalid_values(step_without_roles(facts), false);
}

std::vector<InvalidValue> invalid_sso_values(const SsoSettings& settings) {
  std::vector<InvalidValue> found;
  const auto add = [&](const char* setting, const std::string& what, const std::string& fix) {
    found.push_back(
        {settings.profile, setting, setting + what, std::string("write ") + setting + " = " + fix});
  };
  if (const auto fault = account_id_fault(settings.account_id))
    add("sso_account_id", " is \"" + settings.account_id + "\", and " + *fault,
        "123456789012, your account's");
  const auto& url = settings.session.start_url;
  constexpr std::string_view kStart = "https://";
  if (url.compare(0, kStart.size(), kStart) != 0) {
    const bool is_http = url.compare(0, 7, "http://") == 0;
    const bool has_scheme = url.find("://") != std::string::npos;
    add("sso_start_url", " does not begin with https://",
        is_http       ? "https://" + url.substr(7)
        : !has_scheme ? "https://" + url
                      : "https://NAME.awsapps.com/start");
  }
  return found;
}

/// The place of a value, also in the sign-in's section, which overrides the profile.
std::optional<Place> place_of_value(const Config& config, const InvalidValue& value) {
  const auto* profile = config.find(value.profile);
  if (profile == nullptr) return std::nullopt;
  const auto* name = profile->text("sso_session");
  const auto* section = name != nullptr ? config.sso_session(*name) : nullptr;
  const bool is_sso = value.setting.compare(0, 4, "sso_") == 0;
  if (is_sso && section != nullptr) {
    if (const auto* setting = section->find(value.setting)) return Place{config.config_path(), setting->line};
  }
  return place_of(*profile, value.setting);
}

Finding finding_of(const Setup& setup, const InvalidValue& value) {
  return finding_at(
      {Cause::value_invalid, value.message(), value.fix, Origin::of_setting(value.profile, value.setting)},
      place_of_value(setup.config, value), value.fix);
}

std::optional<Finding> first_problem(const Setup& setup, const std::vector<InvalidValue>& values) {
  return values.empty() ? std::nullopt : std::optional(finding_of(setup, values.front()));
}

/// Of a profile without a plan. The values of a web identity may be those of variables.
std::optional<Finding> value_behind(const Facts& facts) {
  const auto values = invalid_values_behind(facts);
  if (values.empty()) return std::nullopt;
  const auto& value = values.front();
  if (facts.web_identity) {
    const auto& origin = value.setting == "role_arn" ? facts.web_identity->role_arn_origin
                                                     : facts.web_identity->session_name_origin;
    const auto fix = "correct " + origin.name + ", or unset it";
    if (origin.kind == Origin::Kind::variable)
      return Finding{{Cause::value_invalid, value.message(), fix, origin}, std::nullopt, fix};
  }
  return finding_of(facts.setup, value);
}

std::optional<Finding> value_of_role(const Facts& facts, const RoleChain& role) {
  for (const auto& value : invalid_values_of(facts, role)) {
    if (!gets_an_hour(facts, role, value)) return finding_of(facts.setup, value);
  }
  return std::nullopt;
}

std::string with_place(const Facts& facts, const InvalidValue& value) {
  const auto place = place_of_value(facts.setup.config, value);
  return value.message() + (place ? " (" + short_place(*place, facts.home) + ')' : std::string());
}

void add_notes(std::vector<std::string>& notes, const Facts& facts, const std::vector<InvalidValue>& values) {
  for (const auto& value : values)
    notes.push_back(with_place(facts, value) + "; AWS would refuse it, but the configured endpoint may not");
}

}  // namespace

std::optional<Finding> invalid_value(const Facts& facts) {
  if (!facts.is_at_aws() || facts.is_from(ProviderId::sso) || facts.is_from(ProviderId::login))
    return std::nullopt;
  if (facts.role_chain != nullptr) return first_of_roles(facts, facts.shared->values, value_of_role);
  return facts.source() != nullptr ? value_behind(facts) : std::nullopt;
}

std::optional<Finding> invalid_sso_value(const Facts& facts) {
  const auto* settings = facts.sign_in();
  if (settings == nullptr || !sso_is_at_aws(facts.setup, *settings)) return std::nullopt;
  return first_problem(facts.setup, invalid_sso_values(*settings));
}

std::vector<std::string> unusual_values(const Facts& facts) {
  std::vector<std::string> notes;
  if (facts.source() == nullptr) return notes;
  for (const auto* role = facts.role_chain; role != nullptr; role = role->source) {
    for (const auto& value : invalid_values_of(facts, *role)) {
      if (!facts.is_at_aws()) {
        add_notes(notes, facts, {value});
      } else if (gets_an_hour(facts, *role, value)) {
        notes.push_back(with_place(facts, value) + "; AWS refuses that, and latchkey then requests an hour");
      }
    }
  }
  if (!facts.is_at_aws() && facts.role_chain == nullptr)
    add_notes(notes, facts, invalid_values_behind(facts));
  const auto* settings = facts.sign_in();
  if (settings != nullptr && !sso_is_at_aws(facts.setup, *settings))
    add_notes(notes, facts, invalid_sso_values(*settings));
  return notes;
}

}  // namespace latchkey::diagnose
