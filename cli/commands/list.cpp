// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <nlohmann/json.hpp>

#include "aws/role_state.hpp"
#include "aws/setup.hpp"
#include "base/try.hpp"
#include "cli/command.hpp"
#include "cli/table.hpp"
#include "mfa/outlook.hpp"
#include "platform/terminal.hpp"
#include "providers/chain.hpp"

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
  std::string problem;  ///< why it cannot work; empty: it can
};

Row row_of(const Setup& setup, const RoleCache& cache, const std::vector<MfaSession>& sessions,
           const Profile& profile) {
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
  if (const auto& roles = (*source)->roles) {
    const RoleStep& role = roles->steps.back();
    row.role_arn = role.role_arn;
    for (const auto& step : roles->steps) {
      if (step.mfa_serial) row.mfa_serial = *step.mfa_serial;
    }
    row.asks = would_ask(setup, *roles, look_up(*roles, cache), sessions);
  } else if (row.method == "mfa-session") {
    const auto origin = mfa_origin(setup.config, profile.name);
    row.mfa_serial = origin->device;
    row.asks = !session_of(sessions, *origin);
  }
  return row;
}

std::string json_text(const std::vector<Row>& rows) {
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
                    {"adopted", row.adopted},
                    {"problem", or_null(row.problem)}});
  }
  return list.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

std::string table_text(const std::vector<Row>& rows) {
  std::vector<std::vector<std::string>> cells = {{"PROFILE", "SOURCE", "CODE", "ROLE"}};
  for (const auto& row : rows) {
    const std::string code = row.asks ? "asks" : row.mfa_serial.empty() ? "-" : "cached";
    cells.push_back({row.name,
                     !row.problem.empty() ? "broken"
                     : row.method.empty() ? "none"
                                          : row.method,
                     code, row.problem.empty() ? row.role_arn : row.problem});
  }
  return table(cells, terminal::output_is_terminal());
}

}  // namespace

Run declare_list(CLI::App& app) {
  auto json = std::make_shared<bool>(false);
  app.add_flag("--json", *json, "print an array of objects, in the files' order");
  app.footer(
      R"(CODE: asks - using the profile now would ask for an MFA code; cached - it would, but for what is kept
)");
  return [json](const CommandInput& in) -> Result<int> {
    const RoleCache cache(in.setup.host);
    const auto sessions = SessionStore(in.setup.host).all();
    std::vector<Row> rows;
    for (const auto& profile : in.setup.config.profiles()) {
      if (!in.options.profile || profile.name == *in.options.profile)
        rows.push_back(row_of(in.setup, cache, sessions, profile));
    }
    if (rows.empty() && in.options.profile) return no_such_profile(*in.options.profile, in.setup.config);
    if (rows.empty() && !*json) {
      in.setup.host.warn("there are no profiles in " + in.setup.config.config_path() + " nor in " +
                         in.setup.config.credentials_path());
      return 0;
    }
    CHECK(print(*json ? json_text(rows) : table_text(rows)));
    return 0;
  };
}

}  // namespace latchkey::cli
