// SPDX-License-Identifier: Apache-2.0
#include "cli/why/shapes.hpp"

#include "aws/config/validation.hpp"
#include "aws/request/endpoints.hpp"
#include "cli/sso_login.hpp"

namespace latchkey::cli {
namespace {

/// Whether the requests go to AWS's own. An endpoint that cannot be had is a problem of its own.
bool is_at_aws(const Setup& setup) {
  const auto endpoint =
      sts_endpoint(setup.region, setup.settings(), setup.host.env, setup.config, setup.profile());
  return !endpoint || !endpoint->is_configured;
}

bool sso_is_at_aws(const Setup& setup, const SsoSettings& settings) {
  for (const auto service : {Service::sso, Service::sso_oidc}) {
    const auto endpoint = service_endpoint(service, settings.session.region, setup.settings(), setup.host.env,
                                           setup.config, setup.profile());
    if (endpoint && endpoint->is_configured) return false;
  }
  return true;
}

/// What a profile without a plan sends: for its MFA session, or with a web identity token.
RoleStep step_of_profile(const Profile& profile, ProviderId provider) {
  const auto text = [&](const char* key) {
    const auto* value = profile.text(key);
    return value != nullptr ? std::optional<std::string>(*value) : std::nullopt;
  };
  RoleStep step;
  step.profile = profile.name;
  if (provider == ProviderId::mfa_session) step.mfa_serial = text("mfa_serial");
  if (provider == ProviderId::web_identity) {
    step.role_arn = text("role_arn").value_or("");
    step.session_name = text("role_session_name");
  }
  return step;
}

std::vector<InvalidValue> misshapes_behind(const Setup& setup, const CredentialSource& source) {
  if (source.roles) {
    const auto base = find_base_of_profile(setup, source.roles->base_profile);
    return invalid_values(*source.roles, base && *base && gives_role((*base)->provider));
  }
  const auto* profile = setup.config.find(setup.selection.profile_name());
  if (profile == nullptr) return {};
  return invalid_values(step_of_profile(*profile, source.provider), false);
}

std::vector<InvalidValue> sso_misshapes(const SsoSettings& settings) {
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

/// Also of the sign-in's own section, which lies over the profile.
std::optional<WhyPlace> place_of_misshape(const Config& config, const InvalidValue& misshape) {
  const auto* profile = config.find(misshape.profile);
  if (profile == nullptr) return std::nullopt;
  const auto* name = profile->text("sso_session");
  const auto* section = name != nullptr ? config.sso_session(*name) : nullptr;
  const bool is_sso = misshape.setting.compare(0, 4, "sso_") == 0;
  if (is_sso && section != nullptr) {
    if (const auto* setting = section->find(misshape.setting))
      return WhyPlace{config.config_path(), setting->line};
  }
  return place_of(*profile, misshape.setting);
}

std::optional<WhyProblem> first_problem(const Setup& setup, const std::vector<InvalidValue>& misshapes) {
  if (misshapes.empty()) return std::nullopt;
  const auto& misshape = misshapes.front();
  return WhyProblem{{Cause::value_invalid, misshape.message(), misshape.fix},
                    place_of_misshape(setup.config, misshape),
                    misshape.fix};
}

void add_notes(std::vector<std::string>& notes, const Setup& setup,
               const std::vector<InvalidValue>& misshapes, const std::string& home) {
  for (const auto& misshape : misshapes) {
    const auto place = place_of_misshape(setup.config, misshape);
    notes.push_back(misshape.message() + (place ? " (" + short_place(*place, home) + ')' : std::string()) +
                    "; AWS would refuse it, but the configured endpoint may not");
  }
}

}  // namespace

std::optional<WhyProblem> shape_problem(const Setup& setup, const CredentialSource& source) {
  if (!is_at_aws(setup)) return std::nullopt;
  return first_problem(setup, misshapes_behind(setup, source));
}

std::optional<WhyProblem> sso_shape_problem(const Setup& setup, const SsoSettings& settings) {
  if (!sso_is_at_aws(setup, settings)) return std::nullopt;
  return first_problem(setup, sso_misshapes(settings));
}

std::vector<std::string> shape_notes(const Setup& setup, const std::string& home) {
  std::vector<std::string> notes;
  const auto source = find_source(setup);
  if (!source) return notes;
  if (!is_at_aws(setup)) add_notes(notes, setup, misshapes_behind(setup, *source), home);
  const auto sso = sso_behind(setup, setup.selection.profile_name(), *source);
  if (sso && *sso && !sso_is_at_aws(setup, **sso)) add_notes(notes, setup, sso_misshapes(**sso), home);
  return notes;
}

}  // namespace latchkey::cli
