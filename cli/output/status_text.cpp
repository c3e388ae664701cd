// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "cli/output/json_stream.hpp"
#include "cli/output/status_report.hpp"
#include "platform/process/command_line.hpp"
#include "platform/process/process_info.hpp"
#include "platform/system/clock.hpp"
#include "providers/sso_source.hpp"

// The words and the JSON of status_report.hpp.
namespace latchkey::cli {
namespace {

using StatusJson = nlohmann::ordered_json;

StatusJson time_or_null(std::optional<TimePoint> time) {
  return time ? StatusJson(isoformat({*time})) : StatusJson();
}

StatusJson seconds_left(std::optional<TimePoint> time, TimePoint now) {
  if (!time) return {};
  return std::chrono::duration_cast<std::chrono::seconds>(*time - now).count();
}

/// null: IAM Identity Center provides the role, or role_arn is empty.
StatusJson role_arn_or_null(const RoleRow& row) {
  const auto* arn = row.is_sso ? nullptr : row.profile->text("role_arn");
  return arn != nullptr && !arn->empty() ? StatusJson(text::first_line(*arn)) : StatusJson();
}

StatusJson problem_or_null(const FileState& file) {
  return file.problem != nullptr ? StatusJson(*file.problem) : StatusJson();
}

/// Of a profile whose settings were read before for its row.
SsoSettings sso_of(const StatusReport& report, const Profile& profile) {
  const auto settings = sso_settings(*report.config, profile.name);
  return settings ? settings->value_or(SsoSettings()) : SsoSettings();
}

std::vector<std::string> tools_of(const RoleRow& row) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < row.found_by.size(); ++i) {
    if (row.found_by.test(i)) names.emplace_back(std::begin(kTools)[i]);
  }
  return names;
}

Cells role_cells(const StatusReport& report, const RoleRow& row) {
  const auto tools = text::join(tools_of(row), ", ");
  return {row.profile->name, row.expiration ? local_time_text(*row.expiration, report.now) : "-",
          row.is_over(report.now)  ? "expired"
          : row.expiration         ? duration_text(*row.expiration - report.now)
          : row.problem == nullptr ? "-"
                                   : name_of(row.state),
          tools.empty() ? "-" : tools,
          row.is_sso ? role_text(sso_of(report, *row.profile))
                     : text::first_line(*row.profile->text("role_arn"))};
}

Cells session_cells(const StatusReport& report, const MfaSession& session) {
  const auto end = *session.credentials.expiration;
  return {session.origin.device, session.origin.access_key_id, local_time_text(end, report.now),
          duration_text(end - report.now)};
}

Cells login_cells(const StatusReport& report, const LoginRow& row) {
  return {*row.profile->text("login_session"), row.profile->name,
          row.expiration ? local_time_text(*row.expiration, report.now) : "-",
          row.is_over(report.now) ? "renewed when used"
          : row.expiration        ? duration_text(*row.expiration - report.now)
                                  : name_of(row.state)};
}

Cells sign_in_cells(const StatusReport& report, const SignInRow& row) {
  std::string profiles;
  for (const auto* profile : row.profiles) profiles += (profiles.empty() ? "" : ", ") + profile->name;
  return {sso_of(report, *row.named_by).session.shown(), profiles,
          row.expiration ? local_time_text(*row.expiration, report.now) : "-",
          row.is_over(report.now) ? "expired"
          : row.expiration        ? duration_text(*row.expiration - report.now)
                                  : name_of(row.state),
          row.renews ? "renewed when used"
                     : "latchkey login -p " + command_line_word(row.profiles.front()->name)};
}

template <typename Row>
Table table_of(const StatusReport& report, Cells heading, const std::vector<Row>& rows,
               Cells (*cells)(const StatusReport&, const Row&)) {
  return {std::move(heading), rows.size(),
          [&report, &rows, cells](std::size_t row) { return cells(report, rows[row]); }};
}

Table role_table(const StatusReport& report) {
  return table_of(report, {"PROFILE", "UNTIL", "LEFT", "FOUND BY", "ROLE"}, report.roles, role_cells);
}

std::string keeper_line(const StatusReport& report) {
  if (!report.keeper) return "not refreshed in the background; latchkey login --keep does that\n";
  const auto& keeper = *report.keeper;
  if (keeper.process == 0)
    return "not refreshed in the background; another program holds the lock of latchkey keep\n";
  if (report.keeper_of_other) {
    return "not refreshed in the background: latchkey keep (pid " + std::to_string(keeper.process) +
           ") runs with another configuration" + *report.keeper_of_other + '\n';
  }
  std::string line = "refreshed by latchkey keep (pid " + std::to_string(keeper.process) + ") since " +
                     local_time_text(keeper.since, report.now);
  if (is_stopped(keeper.process)) return line + ", but that process is stopped\n";
  if (keeper.next_renewal) line += "; next refresh " + local_time_text(*keeper.next_renewal, report.now);
  return line + '\n';
}

std::string server_line(const StatusReport& report) {
  const auto& server = *report.server;
  std::string line = "serving " + text::printable(text::join(server.profiles, ", ")) +
                     " at 127.0.0.1:" + std::to_string(server.port);
  if (server.socket) line += " and " + text::printable(*server.socket);
  if (server.metadata_port)
    line += ", as instance metadata at 127.0.0.1:" + std::to_string(*server.metadata_port);
  return line + " since " + local_time_text(server.since, report.now) + " (pid " +
         std::to_string(server.process) + ")" +
         (report.server_of_other ? ", with another configuration" + *report.server_of_other : "") + '\n';
}

/// A line for each profile that the server cannot renew.
std::string server_troubles(const StatusReport& report) {
  std::string lines;
  for (const auto& [profile, trouble] : report.server->troubles) {
    const bool has_some = trouble.until && *trouble.until > report.now;
    lines += "  profile " + text::printable(profile) +
             (has_some ? " until " + local_time_text(*trouble.until, report.now) + " only: "
                       : " is not served: ") +
             text::printable(trouble.message + (trouble.hint.empty() ? "" : " (" + trouble.hint + ')')) +
             '\n';
  }
  return lines;
}

StatusJson server_json(const RunningServer& server) {
  StatusJson problems = StatusJson::array();
  for (const auto& [profile, trouble] : server.troubles) {
    problems.push_back({{"profile", profile},
                        {"message", trouble.message},
                        {"hint", trouble.hint},
                        {"until", trouble.until ? StatusJson(isoformat({*trouble.until})) : StatusJson()}});
  }
  return {
      {"pid", server.process},
      {"since", isoformat({server.since})},
      {"port", server.port},
      {"metadata_port", server.metadata_port ? StatusJson(*server.metadata_port) : StatusJson()},
      {"socket", server.socket ? StatusJson(*server.socket) : StatusJson()},
      {"profiles", server.profiles},
      {"problems", std::move(problems)},
      {"config", server.configuration.path.empty() ? StatusJson() : StatusJson(server.configuration.path)}};
}

StatusJson session_json(const StatusReport& report, const MfaSession& session) {
  return {{"device", session.origin.device},
          {"access_key_id", session.origin.access_key_id},
          {"profile", session.profile},
          {"began", isoformat({session.began})},
          {"expiration", time_or_null(session.credentials.expiration)},
          {"seconds_left", seconds_left(session.credentials.expiration, report.now)}};
}

StatusJson role_json(const StatusReport& report, const RoleRow& row) {
  const auto sso = row.is_sso ? std::optional(sso_of(report, *row.profile)) : std::nullopt;
  return {{"profile", row.profile->name},
          {"role_arn", role_arn_or_null(row)},
          {"account_id", sso ? StatusJson(sso->account_id) : StatusJson()},
          {"role_name", sso ? StatusJson(sso->role_name) : StatusJson()},
          {"state", row.is_over(report.now) ? "expired" : name_of(row.state)},
          {"expiration", time_or_null(row.expiration)},
          {"seconds_left", seconds_left(row.expiration, report.now)},
          {"found_by", tools_of(row)},
          {"problem", problem_or_null(row)}};
}

StatusJson login_json(const StatusReport& report, const LoginRow& row) {
  return {{"profile", row.profile->name},
          {"login_session", *row.profile->text("login_session")},
          {"state", row.is_over(report.now) ? "expired" : name_of(row.state)},
          {"expiration", time_or_null(row.expiration)},
          {"seconds_left", seconds_left(row.expiration, report.now)},
          {"problem", problem_or_null(row)}};
}

Result<void> add_sign_in(JsonStream& json, const StatusReport& report, const SignInRow& row) {
  const auto session = sso_of(report, *row.named_by).session;
  json.open('{');
  CHECK(json.add("session", session.name ? StatusJson(*session.name) : StatusJson()));
  CHECK(json.add("start_url", session.start_url));
  json.open("profiles", '[');
  for (const auto* profile : row.profiles) CHECK(json.add(profile->name));
  json.close();
  CHECK(json.add("state", row.is_over(report.now) ? "expired" : name_of(row.state)));
  CHECK(json.add("expiration", time_or_null(row.expiration)));
  CHECK(json.add("seconds_left", seconds_left(row.expiration, report.now)));
  CHECK(json.add("renews", row.renews));
  CHECK(json.add("problem", problem_or_null(row)));
  json.close();
  return {};
}

template <typename Row>
Result<void> add_rows(JsonStream& json, const char* name, const StatusReport& report,
                      const std::vector<Row>& rows, StatusJson (*element)(const StatusReport&, const Row&)) {
  json.open(name, '[');
  for (const auto& row : rows) CHECK(json.add(element(report, row)));
  json.close();
  return {};
}

StatusJson keeper_json(const RunningKeeper& keeper) {
  return {
      {"pid", keeper.process},
      {"since", isoformat({keeper.since})},
      {"next_renewal", time_or_null(keeper.next_renewal)},
      {"config", keeper.configuration.path.empty() ? StatusJson() : StatusJson(keeper.configuration.path)}};
}

constexpr const char* kSamNote =
    "SAM CLI: build, deploy, package, publish, traces and validate find these roles.\n"
    "Its other commands prompt all the same: use latchkey exec or adopt for them.\n";

/// Whether SAM CLI's cache has a role that its other commands would prompt for.
bool is_found_by_sam(const StatusReport& report) {
  return std::any_of(report.roles.begin(), report.roles.end(), [](const RoleRow& row) {
    return row.found_by.test(sam_cli) && !row.found_by.test(every_tool) && row.profile->has("mfa_serial");
  });
}

}  // namespace

Result<void> print_status_json(const StatusReport& report, bool on_one_line) {
  JsonStream json(on_one_line);
  json.open('{');
  CHECK(add_rows(json, "sessions", report, report.sessions, session_json));
  CHECK(add_rows(json, "roles", report, report.roles, role_json));
  CHECK(add_rows(json, "logins", report, report.logins, login_json));
  json.open("sign_ins", '[');
  for (const auto& row : report.sign_ins) CHECK(add_sign_in(json, report, row));
  json.close();
  CHECK(json.add("keeper", report.keeper ? keeper_json(*report.keeper) : StatusJson()));
  CHECK(json.add("server", report.server ? server_json(*report.server) : StatusJson()));
  CHECK(add_problems(json, report));
  json.close();
  return json.finish();
}

Result<void> write_status(const StatusReport& report, bool for_terminal, const LineSink& sink) {
  if (!for_terminal) return write_table(role_table(report), false, sink);
  bool is_first = true;
  const auto separator = [&is_first] { return std::exchange(is_first, false) ? "" : "\n"; };
  if (report.sessions.empty() && report.roles_with_device != nullptr) {
    CHECK(sink("no MFA session: latchkey login -p " +
               text::printable(command_line_word(report.roles_with_device->name)) + " --all-roles\n"));
    is_first = false;
  }
  const auto write = [&](const Table& table) -> Result<void> {
    if (table.size == 0) return {};
    CHECK(sink(separator()));
    return write_table(table, true, sink);
  };
  CHECK(write(table_of(report, {"MFA SESSION", "KEYS", "UNTIL", "LEFT"}, report.sessions, session_cells)));
  CHECK(write(role_table(report)));
  if (is_found_by_sam(report)) CHECK(sink(kSamNote));
  CHECK(write(table_of(report, {"LOGIN SESSION", "PROFILE", "UNTIL", "LEFT"}, report.logins, login_cells)));
  CHECK(write(
      table_of(report, {"SIGN-IN", "PROFILES", "UNTIL", "LEFT", "THEN"}, report.sign_ins, sign_in_cells)));
  if (!report.sessions.empty() || report.keeper) CHECK(sink(separator() + keeper_line(report)));
  if (report.server) {
    is_first = false;
    CHECK(sink(server_line(report) + server_troubles(report)));
  }
  if (report.questions == 0) return {};
  return sink(separator() + std::to_string(report.questions) +
              (report.questions == 1 ? " program waits" : " programs wait") +
              " for a code: latchkey answer\n");
}

}  // namespace latchkey::cli
