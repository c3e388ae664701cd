// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <nlohmann/json.hpp>

#include "aws/connection.hpp"
#include "aws/role_state.hpp"
#include "aws/setup.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "cli/command.hpp"
#include "cli/sso_login.hpp"
#include "cli/table.hpp"
#include "mfa/outlook.hpp"
#include "platform/command_line.hpp"
#include "platform/terminal.hpp"
#include "providers/chain.hpp"
#include "sso/outlook.hpp"

namespace latchkey::cli {

Declare declare_list;

namespace {

struct Row {
  std::string name;
  std::string method;  ///< empty: none
  std::string role_arn;
  std::string mfa_serial;
  bool asks = false;  ///< would ask for a code now
  bool adopted = false;
  std::optional<SsoSettings> sso;  ///< the sign-in that the credentials begin with
  bool signs_in = false;           ///< somebody would have to sign in there now
  std::string problem;             ///< why it cannot work; empty: it can
};

Row row_of(const Setup& setup, const std::vector<MfaSession>& sessions, const Profile& profile) {
  Row row;
  row.name = profile.name;
  row.adopted = profile.is_adopted;
  const auto source = find_source_of_profile(setup, profile.name);
  if (!source) {
    row.problem = source.error().message;
    return row;
  }
  if (!*source) return row;
  row.method = (*source)->method;
  if (auto sso = sso_behind(setup, profile.name, **source)) row.sso = *std::move(sso);
  std::vector<StepState> steps;
  if (const auto& roles = (*source)->roles) {
    const RoleStep& role = roles->steps.back();
    row.role_arn = role.role_arn;
    for (const auto& step : roles->steps) {
      if (step.mfa_serial) row.mfa_serial = *step.mfa_serial;
    }
    steps = look_up(*roles, RoleCache(setup.host, sts_identity(setup, profile.name)));
    row.asks = would_ask(setup, *roles, steps, sessions);
  } else if (row.method == "mfa-session") {
    const auto origin = mfa_origin(setup, profile.name);
    row.mfa_serial = origin->device;
    row.asks = !session_of(sessions, *origin);
  }
  if (!row.sso) return row;
  // Found when the token is needed, not before.
  const auto usable = token_session(setup.config, *setup.config.find(row.sso->profile));
  if (!usable) row.problem = usable.error().message;
  row.signs_in = usable && would_sign_in(setup, *row.sso, steps);
  return row;
}

nlohmann::ordered_json sso_json(const std::optional<SsoSettings>& sso) {
  if (!sso) return {};
  return {
      {"profile", sso->profile},
      {"session", sso->session.name ? nlohmann::ordered_json(*sso->session.name) : nlohmann::ordered_json()},
      {"start_url", sso->session.start_url},
      {"account_id", sso->account_id},
      {"role_name", sso->role_name}};
}

nlohmann::ordered_json json_of(const std::vector<Row>& rows) {
  auto list = nlohmann::ordered_json::array();
  const auto or_null = [](const std::string& text) {
    return text.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(text);
  };
  for (const auto& row : rows) {
    list.push_back({{"name", row.name},
                    {"source", or_null(row.method)},
                    {"role_arn", or_null(row.role_arn)},
                    {"mfa_serial", or_null(row.mfa_serial)},
                    {"asks_for_code", row.asks},
                    {"needs_sign_in", row.signs_in},
                    {"sso", sso_json(row.sso)},
                    {"adopted", row.adopted},
                    {"problem", or_null(row.problem)}});
  }
  return list;
}

std::string source_cell(const Row& row) {
  if (!row.problem.empty()) return "broken";
  if (row.method.empty()) return "none";
  if (!row.sso) return row.method;
  return (row.method == "sso" ? "sso " : row.method + ", sso ") + row.sso->session.shown();
}

std::string code_cell(const Row& row) {
  if (row.asks) return "asks";
  if (row.sso) return row.signs_in ? "sign in" : "signed in";
  return row.mfa_serial.empty() ? "-" : "cached";
}

std::string role_cell(const Row& row) {
  if (!row.problem.empty()) return row.problem;
  if (row.method.empty()) return "no credentials: latchkey why -p " + command_line_word(row.name);
  return row.sso && row.role_arn.empty() ? role_text(*row.sso) : row.role_arn;
}

std::string table_text(const std::vector<Row>& rows) {
  std::vector<std::vector<std::string>> cells = {{"PROFILE", "SOURCE", "CODE", "ROLE"}};
  for (const auto& row : rows) cells.push_back({row.name, source_cell(row), code_cell(row), role_cell(row)});
  return table(cells, terminal::output_is_terminal());
}

}  // namespace

Run declare_list(CLI::App& app) {
  auto json = std::make_shared<bool>(false);
  app.add_flag("--json", *json, "print an array of objects, in the files' order");
  app.footer(
      R"(SOURCE: none - the profile has no credentials of its own; broken - it cannot work. latchkey why explains both
CODE: asks - using the profile now would ask for an MFA code; cached - it would, but for what is kept;
sign in - it needs a sign-in at IAM Identity Center (latchkey login); signed in - it needs none now
)");
  return [json](const CommandInput& in) -> Result<int> {
    const auto sessions = SessionStore(in.setup.host).all();
    std::vector<Row> rows;
    for (const auto& profile : in.setup.config.profiles()) {
      if (!in.options.profile || profile.name == *in.options.profile)
        rows.push_back(row_of(in.setup, sessions, profile));
    }
    if (rows.empty() && in.options.profile) return no_such_profile(*in.options.profile, in.setup.config);
    if (rows.empty() && !*json) {
      in.setup.host.warn("there are no profiles in " + in.setup.config.config_path() + " nor in " +
                         in.setup.config.credentials_path());
      return 0;
    }
    CHECK(*json ? print_json(json_of(rows)) : print(table_text(rows)));
    return 0;
  };
}

}  // namespace latchkey::cli
