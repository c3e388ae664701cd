// SPDX-License-Identifier: Apache-2.0
#include "cli/output/profile_rows.hpp"

#include "aws/config/shown_error.hpp"
#include "base/text.hpp"
#include "mfa/mfa_settings.hpp"
#include "platform/process/command_line.hpp"
#include "providers/mfa_session.hpp"
#include "sso/token_status.hpp"

namespace latchkey::cli {
namespace {

Cell source_cell(const ProfileRow& row) {
  if (row.problem) return {"broken", Style::bad};
  if (!row.provider) return {"none", Style::faint};
  if (!row.sso) return name_of(*row.provider);
  return (row.provider == ProviderId::sso ? "sso " : name_of(*row.provider) + ", sso ") +
         row.sso->session.shown();
}

Cell code_cell(const ProfileRow& row) {
  if (row.problem) return "-";
  if (row.asks) return {"asks", Style::warning};
  if (row.may_ask) return {"may ask", Style::warning};
  if (row.signs_in) return {"sign in", Style::warning};
  if (row.sso) return {"signed in", Style::good};
  if (row.mfa_serial.empty()) return "-";
  return {"cached", Style::good};
}

std::string role_cell(const ProfileRow& row, const Environment& env) {
  if (row.problem) return message_with_origin(*row.problem, env);
  if (!row.provider) return "no credentials: latchkey why -p " + command_line_word(row.name);
  if (!row.bridged.empty()) return "as profile " + row.bridged;
  return row.sso && row.role_arn.empty() ? role_text(*row.sso) : row.role_arn;
}

}  // namespace

ProfileRows::ProfileRows(Setup& setup)
    : setup_(setup),
      survey_(setup),
      sessions_(SessionStore(setup.host).all()),
      forecasts_(setup, sessions_) {}

ProfileRow ProfileRows::of(const Profile& profile) {
  std::optional<std::string> bridged;
  auto row = row_of(profile, bridged);
  if (!bridged) return row;
  const auto behind = row_of(*setup_.config.find(*bridged), bridged);
  row.bridged = behind.name;
  row.asks = behind.asks;
  row.may_ask = behind.may_ask;
  row.signs_in = behind.signs_in;
  row.mfa_serial = behind.mfa_serial;
  row.problem = behind.problem;
  return row;
}

ProfileRow ProfileRows::row_of(const Profile& profile, std::optional<std::string>& bridged) {
  ProfileRow row;
  row.name = profile.name;
  row.adopted = profile.is_adopted;
  const auto facts = survey_.facts_of(profile);
  row.problem = diagnose::find_problem_of_survey(facts);
  if (facts.source() == nullptr) return row;
  bridged = row.problem ? std::nullopt : diagnose::bridged_profile(facts);
  row.provider = facts.source()->provider;
  if (facts.sso) row.sso = *facts.sso;
  std::optional<bool> role_is_cached;
  if (const auto* roles = facts.role_chain) {
    row.role_arn = text::first_line(*profile.text("role_arn"));
    if (roles->with_device != nullptr)
      row.mfa_serial = text::first_line(*roles->with_device->profile->text("mfa_serial"));
    else if (const auto inherited = inherited_device(setup_.config, setup_.host.env, *roles))
      row.mfa_serial = inherited->serial;
    if (row.problem) return row;
    const auto state = forecasts_.of(*roles, facts.sts_identity());
    row.asks = state.asks;
    row.may_ask = state.may_ask;
    role_is_cached = state.is_cached;
  } else if (!row.problem && !bridged && row.provider == ProviderId::custom_process) {
    const auto device = own_device(setup_, profile.name);
    const auto origin = mfa_origin(setup_, facts.shared->chains, profile.name);
    if (device && *device && origin && session_of(sessions_, *origin))
      row.mfa_serial = text::first_line(origin->device);
  } else if (row.provider == ProviderId::mfa_session) {
    const auto origin = mfa_origin(setup_, facts.shared->chains, profile.name);
    row.mfa_serial = text::first_line(origin->device);
    row.asks = !row.problem && !session_of(sessions_, *origin);
  }
  row.signs_in = row.sso && !row.problem && would_sign_in(setup_, *row.sso, role_is_cached);
  return row;
}

Cells cells_of(const ProfileRow& row, const Environment& env) {
  return {row.name, source_cell(row), code_cell(row), role_cell(row, env)};
}

}  // namespace latchkey::cli
