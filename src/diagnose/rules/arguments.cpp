// SPDX-License-Identifier: Apache-2.0
#include "aws/sts/sts.hpp"
#include "diagnose/rules/explain.hpp"
#include "diagnose/rules/rules.hpp"
#include "diagnose/settings.hpp"
#include "mfa/mfa_settings.hpp"

namespace latchkey::diagnose {
namespace {

std::string written(const Error& error) {
  switch (error.cause) {
    case Cause::duration_too_short:
      return "write duration_seconds = 3600, or remove it";
    case Cause::session_duration_invalid:
      return "write latchkey_session_duration = 12h, with its unit, or remove it";
    case Cause::mfa_session_invalid:
      return "write latchkey_mfa_session = on, or off";
    case Cause::value_too_short:
    case Cause::process_failed:
      return error.origin.setting + ": " + error.hint;
    default:
      return error.hint;
  }
}

/// The section with the keys of the first call. nullptr: they are in neither file.
const ini::Section* key_section(const Facts& facts) {
  if (!facts.key_source || !reads_keys_of_profile(facts.key_source->provider)) return nullptr;
  const auto* profile = facts.setup.config.find(facts.key_source->profile);
  if (profile == nullptr) return nullptr;
  const bool in_credentials = facts.key_source->provider == ProviderId::shared_credentials_file;
  return in_credentials ? profile->credentials : profile->config;
}

std::optional<Finding> key_pair_of(const Facts& facts, const CredentialSource& source) {
  const auto* section = key_section(facts);
  if (section == nullptr) return std::nullopt;
  const auto& name = facts.key_source->profile;
  const auto* id = section->find("aws_access_key_id");
  const auto* secret = section->find("aws_secret_access_key");
  const Place place{section->path(), id->line};
  if (!is_key_id(*id->text()) && is_key_id(*secret->text())) {
    return finding_at(
        {Cause::keys_swapped, "profile " + name + ": aws_access_key_id and aws_secret_access_key are swapped",
         "exchange the two values"},
        place,
        "exchange the values of aws_access_key_id and aws_secret_access_key (line " +
            std::to_string(secret->line) + ')');
  }
  const auto keys = source.load({});
  const auto checked = keys ? check_key_id(*keys, name) : Result<void>();
  if (checked) return std::nullopt;
  return finding_at(checked.error(), place, "aws_access_key_id = AKIA..., and nothing behind it");
}

std::optional<Finding> invalid_device(const Facts& facts, const std::string& device,
                                      const std::string& profile) {
  const auto setting = facts.setup.config.find(profile)->name_in_file("mfa_serial");
  if (const auto checked = check_device(device, profile, setting); !checked)
    return at_value(facts, checked.error());
  return std::nullopt;
}

std::optional<Finding> argument_of_role(const Facts& facts, const RoleChain& role) {
  const auto step = role_step(*role.profile);
  if (const auto checked = check_arguments(step); !checked) return at_value(facts, checked.error());
  if (!step.mfa_serial) return std::nullopt;
  if (auto finding = invalid_device(facts, *step.mfa_serial, step.profile)) return finding;
  const auto checked = mfa_settings(facts.setup, step.profile);
  return checked ? std::nullopt : std::optional(at_value(facts, checked.error()));
}

}  // namespace

Finding at_value(const Facts& facts, const Error& error) {
  auto located = facts.setup.config.located(error);
  const auto& origin = located.origin;
  if (located.cause == Cause::mfa_session_invalid && origin.kind == Origin::Kind::variable)
    return {located, std::nullopt, "set " + origin.name + " to on or off, or unset it"};
  return {located, place_of(origin), written(located)};
}

std::optional<Finding> invalid_argument(const Facts& facts) {
  if (facts.is_from(ProviderId::mfa_session))
    return invalid_device(facts, *facts.linked.front()->text("mfa_serial"), facts.profile);
  return first_of_roles(facts, facts.shared->arguments, argument_of_role);
}

std::optional<Finding> invalid_key_pair(const Facts& facts) {
  if (facts.source() == nullptr) return std::nullopt;
  if (!facts.calls_sts()) return key_pair_of(facts, *facts.source());
  return facts.base && *facts.base ? key_pair_of(facts, **facts.base) : std::nullopt;
}

std::optional<Finding> empty_secret(const Facts& facts) {
  const auto* section = key_section(facts);
  const auto* secret = section != nullptr ? section->find("aws_secret_access_key") : nullptr;
  if (secret == nullptr || secret->text() == nullptr || !secret->text()->empty()) return std::nullopt;
  return finding_at(
      {Cause::secret_empty, "profile " + facts.key_source->profile + ": aws_secret_access_key is empty",
       "write the secret"},
      Place{section->path(), secret->line}, "write the secret behind aws_secret_access_key =");
}

}  // namespace latchkey::diagnose
