// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <nlohmann/json.hpp>

#include "aws/config/setup.hpp"
#include "aws/config/shown_error.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "cli/command.hpp"
#include "cli/output/json_stream.hpp"
#include "cli/output/table.hpp"
#include "diagnose/rules.hpp"
#include "mfa/forecast.hpp"
#include "platform/process/command_line.hpp"
#include "platform/terminal/terminal.hpp"
#include "sso/token_status.hpp"

namespace latchkey::cli {

Declare declare_list;

namespace {

struct Row {
  std::string name;
  std::optional<ProviderId> provider;  ///< nullopt: none
  std::string role_arn;
  std::string mfa_serial;
  bool asks = false;  ///< would ask for a code now
  bool adopted = false;
  std::optional<SsoSettings> sso;  ///< the sign-in that the credentials begin with
  bool signs_in = false;           ///< somebody would have to sign in there now
  std::optional<Error> problem;    ///< why it cannot work; nullopt: it can
};

/// Makes the rows of many profiles.
class Rows {
 public:
  /// Selects profiles in `setup`.
  explicit Rows(Setup& setup)
      : setup_(setup),
        survey_(setup),
        sessions_(SessionStore(setup.host).all()),
        outlook_(setup, sessions_) {}

  Row of(const Profile& profile) {
    Row row;
    row.name = profile.name;
    row.adopted = profile.is_adopted;
    const auto facts = survey_.facts_of(profile);
    row.problem = diagnose::find_problem_of_survey(facts);
    if (facts.source() == nullptr) return row;
    row.provider = facts.source()->provider;
    if (facts.sso) row.sso = *facts.sso;
    std::optional<bool> role_is_cached;
    if (const auto* roles = facts.role_chain) {
      row.role_arn = text::first_line(*profile.text("role_arn"));
      if (roles->with_device != nullptr)
        row.mfa_serial = text::first_line(*roles->with_device->profile->text("mfa_serial"));
      if (row.problem) return row;
      const auto state = outlook_.of(*roles, facts.sts_identity());
      row.asks = state.asks;
      role_is_cached = state.is_cached;
    } else if (row.provider == ProviderId::mfa_session) {
      const auto origin = mfa_origin(setup_, facts.shared->chains, profile.name);
      row.mfa_serial = text::first_line(origin->device);
      row.asks = !row.problem && !session_of(sessions_, *origin);
    }
    row.signs_in = row.sso && !row.problem && would_sign_in(setup_, *row.sso, role_is_cached);
    return row;
  }

  const Environment& env() const { return setup_.host.env; }

 private:
  const Setup& setup_;
  diagnose::Survey survey_;
  std::vector<MfaSession> sessions_;
  RoleOutlook outlook_;
};

nlohmann::ordered_json sso_json(const std::optional<SsoSettings>& sso) {
  if (!sso) return {};
  return {
      {"profile", sso->profile},
      {"session", sso->session.name ? nlohmann::ordered_json(*sso->session.name) : nlohmann::ordered_json()},
      {"start_url", sso->session.start_url},
      {"account_id", sso->account_id},
      {"role_name", sso->role_name}};
}

nlohmann::ordered_json row_json(const Row& row) {
  const auto or_null = [](const std::string& text) {
    return text.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(text);
  };
  return {{"name", row.name},
          {"source", or_null(row.provider ? name_of(*row.provider) : "")},
          {"role_arn", or_null(row.role_arn)},
          {"mfa_serial", or_null(row.mfa_serial)},
          {"asks_for_code", row.asks},
          {"needs_sign_in", row.signs_in},
          {"sso", sso_json(row.sso)},
          {"adopted", row.adopted},
          {"problem", row.problem ? error_json(*row.problem) : nlohmann::ordered_json()}};
}

std::string source_cell(const Row& row) {
  if (row.problem) return "broken";
  if (!row.provider) return "none";
  if (!row.sso) return name_of(*row.provider);
  return (row.provider == ProviderId::sso ? "sso " : name_of(*row.provider) + ", sso ") +
         row.sso->session.shown();
}

std::string code_cell(const Row& row) {
  if (row.problem) return "-";
  if (row.asks) return "asks";
  if (row.sso) return row.signs_in ? "sign in" : "signed in";
  return row.mfa_serial.empty() ? "-" : "cached";
}

std::string role_cell(const Row& row, const Environment& env) {
  if (row.problem) return message_with_origin(*row.problem, env);
  if (!row.provider) return "no credentials: latchkey why -p " + command_line_word(row.name);
  return row.sso && row.role_arn.empty() ? role_text(*row.sso) : row.role_arn;
}

// The rows are printed as they are made: there may be more of them than fit into memory.

Result<void> print_array(Rows& rows, const std::vector<const Profile*>& profiles) {
  JsonStream json;
  json.open('[');
  for (const auto* profile : profiles) CHECK(json.add(row_json(rows.of(*profile))));
  json.close();
  return json.finish();
}

Result<void> print_rows(Rows& rows, const std::vector<const Profile*>& profiles) {
  const auto cells_at = [&](std::size_t position) -> Cells {
    const auto row = rows.of(*profiles[position]);
    return {row.name, source_cell(row), code_cell(row), role_cell(row, rows.env())};
  };
  return write_table({{"PROFILE", "SOURCE", "CODE", "ROLE"}, profiles.size(), cells_at},
                     terminal::output_is_terminal(), print);
}

}  // namespace

Run declare_list(Declaration& declaration) {
  auto json = std::make_shared<bool>(false);
  declaration.add(
      *json, {.names = "--json", .help = "Print a JSON array of the profiles, in the order of the files"});
  declaration.notes(R"(SOURCE  none: the profile has no credentials of its own. broken: it cannot work.
        "latchkey why" explains both.
CODE    asks: using the profile now prompts for an MFA code. cached: it would
        prompt, but its credentials are cached. sign in: it needs a sign-in at
        IAM Identity Center. signed in: that sign-in exists.
)");
  return [json](const CommandInput& in) -> Result<int> {
    std::vector<const Profile*> profiles;
    for (const auto& profile : in.setup.config.profiles()) {
      if (!in.options.profile || profile.name == *in.options.profile) profiles.push_back(&profile);
    }
    if (profiles.empty() && in.options.profile) return no_such_profile(*in.options.profile, in.setup.config);
    if (profiles.empty() && !*json) {
      in.setup.host.warn("there are no profiles in " + in.setup.config.config_path() + " nor in " +
                         in.setup.config.credentials_path());
      return 0;
    }
    Rows rows(*in.files);
    CHECK(*json ? print_array(rows, profiles) : print_rows(rows, profiles));
    return 0;
  };
}

}  // namespace latchkey::cli
