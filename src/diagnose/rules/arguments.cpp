// SPDX-License-Identifier: Apache-2.0
#include "diagnose/rules/explain.hpp"
#include "diagnose/rules/rules.hpp"
#include "mfa/mfa_settings.hpp"

namespace latchkey::diagnose {
namespace {

/// The correction for a value that is too short.
std::string shape_of(const std::string& setting) {
  if (setting.ends_with("role_arn")) return "write " + setting + " = arn:aws:iam::ACCOUNT:role/NAME; ";
  if (setting.ends_with("mfa_serial")) return "write " + setting + " = arn:aws:iam::ACCOUNT:mfa/NAME; ";
  return "correct it, or remove the line: ";
}

std::string written(const Error& error) {
  switch (error.cause) {
    case Cause::duration_too_short:
      return "write duration_seconds = 3600, or remove it";
    case Cause::session_duration_invalid:
      return "write latchkey_session_duration = 12h, with its unit, or remove it";
    case Cause::mfa_session_invalid:
      return "write latchkey_mfa_session = on, or off";
    case Cause::value_too_short:
      return shape_of(error.origin.setting) + error.hint;
    case Cause::process_failed:
      return error.origin.setting + ": " + error.hint;
    default:
      return error.hint;
  }
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

}  // namespace latchkey::diagnose
