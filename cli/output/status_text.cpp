// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "aws/config/sso_settings.hpp"
#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "cli/output/json_stream.hpp"
#include "cli/output/page.hpp"
#include "cli/output/status_report.hpp"
#include "cli/output/style.hpp"
#include "platform/process/command_line.hpp"
#include "platform/process/process_info.hpp"
#include "platform/system/clock.hpp"

// Prints status_report.hpp as text and as JSON.
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

/// The SSO settings of a profile; they were already read for its row.
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

/// What the tables show.
struct View {
  const StatusReport& report;
  bool has_bars = false;
};

std::string until_cell(const View& view, const FileState& file) {
  return file.expiration ? local_time_text(*file.expiration, view.report.now) : "-";
}

/// `whole`: how long it lasts when it is new.
Cell time_left(const View& view, TimePoint end, std::chrono::seconds whole) {
  const auto left = std::chrono::duration_cast<std::chrono::seconds>(end - view.report.now);
  const auto bar = view.has_bars ? ' ' + time_bar(left, whole) : std::string();
  return {duration_text(left) + bar, left < kLeastTimeLeft ? Style::warning : Style::plain};
}

Cell left_cell(const View& view, const FileState& file, std::chrono::seconds whole) {
  if (file.is_over(view.report.now)) return {"expired", Style::bad};
  if (file.expiration) return time_left(view, *file.expiration, whole);
  return {name_of(file.state), file.problem != nullptr ? Style::bad : Style::plain};
}

/// What STS is asked for. Permission sets last an hour unless an administrator sets another time.
std::chrono::seconds whole_of(const RoleRow& row) {
  constexpr std::chrono::hours kUsual{1};
  const auto* text = row.is_sso ? nullptr : row.profile->text("duration_seconds");
  const auto seconds = text != nullptr ? text::parse_int(*text) : std::nullopt;
  return seconds ? std::chrono::seconds(*seconds) : kUsual;
}

Cells role_cells(const View& view, const RoleRow& row) {
  const auto& report = view.report;
  const auto tools = text::join(tools_of(row), ", ");
  const bool is_absent = !row.expiration && row.problem == nullptr;
  return {row.profile->name, until_cell(view, row),
          is_absent ? Cell("-") : left_cell(view, row, whole_of(row)), tools.empty() ? "-" : tools,
          row.is_sso ? role_text(sso_of(report, *row.profile))
                     : text::first_line(*row.profile->text("role_arn"))};
}

Cells session_cells(const View& view, const MfaSession& session) {
  const auto end = *session.credentials.expiration;
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(end - session.began);
  return {session.origin.device, session.origin.access_key_id, local_time_text(end, view.report.now),
          time_left(view, end, whole)};
}

Cells login_cells(const View& view, const LoginRow& row) {
  constexpr std::chrono::minutes kWhole{15};
  return {*row.profile->text("login_session"), row.profile->name, until_cell(view, row),
          row.is_over(view.report.now) ? Cell("renewed when used") : left_cell(view, row, kWhole)};
}

Cells sign_in_cells(const View& view, const SignInRow& row) {
  constexpr std::chrono::hours kWhole{8};  // unless an administrator sets another time
  const auto& report = view.report;
  std::string profiles;
  for (const auto* profile : row.profiles) profiles += (profiles.empty() ? "" : ", ") + profile->name;
  return {sso_of(report, *row.named_by).session.shown(), profiles, until_cell(view, row),
          left_cell(view, row, kWhole),
          row.renews
              ? Cell("renewed when used")
              : Cell("latchkey login -p " + command_line_word(row.profiles.front()->name), Style::next)};
}

template <typename Row>
Table table_of(const View& view, Cells heading, const std::vector<Row>& rows,
               Cells (*cells)(const View&, const Row&)) {
  return {std::move(heading), rows.size(),
          [&view, &rows, cells](std::size_t row) { return cells(view, rows[row]); }};
}

Table role_table(const View& view) {
  return table_of(view, {"PROFILE", "UNTIL", "LEFT", "FOUND BY", "ROLE"}, view.report.roles, role_cells);
}

std::string keeper_line(const StatusReport& report) {
  if (!report.keeper) return "not refreshed in the background; latchkey login --keep does that";
  const auto& keeper = *report.keeper;
  if (keeper.process == 0)
    return "not refreshed in the background; another program holds the lock of latchkey keep";
  if (report.keeper_of_other) {
    return "not refreshed in the background: latchkey keep (pid " + std::to_string(keeper.process) +
           ") runs with another configuration" + *report.keeper_of_other;
  }
  std::string line = "refreshed by latchkey keep (pid " + std::to_string(keeper.process) + ") since " +
                     local_time_text(keeper.since, report.now);
  if (is_stopped(keeper.process)) return line + ", but that process is stopped";
  if (keeper.next_renewal) line += "; next refresh " + local_time_text(*keeper.next_renewal, report.now);
  return line;
}

std::string server_line(const StatusReport& report) {
  const auto& server = *report.server;
  std::string line =
      "serving " + text::join(server.profiles, ", ") + " at 127.0.0.1:" + std::to_string(server.port);
  if (server.socket) line += " and " + *server.socket;
  if (server.metadata_port)
    line += ", as instance metadata at 127.0.0.1:" + std::to_string(*server.metadata_port);
  return line + " since " + local_time_text(server.since, report.now) + " (pid " +
         std::to_string(server.process) + ")" +
         (report.server_of_other ? ", with another configuration" + *report.server_of_other : "");
}

/// A line for each profile that the server cannot renew.
std::vector<std::string> server_troubles(const StatusReport& report) {
  std::vector<std::string> lines;
  for (const auto& [profile, trouble] : report.server->troubles) {
    const bool has_some = trouble.until && *trouble.until > report.now;
    lines.push_back("  profile " + profile +
                    (has_some ? " until " + local_time_text(*trouble.until, report.now) + " only: "
                              : " is not served: ") +
                    trouble.message + (trouble.hint.empty() ? "" : " (" + trouble.hint + ')'));
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
    "SAM CLI: build, deploy, package, publish, traces and validate find these roles. "
    "Its other commands prompt all the same: use latchkey exec or adopt for them.";

/// Whether SAM CLI's cache contains a role for which its other commands prompt.
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

Result<void> write_status(const StatusReport& report, StatusForm form, const LineSink& sink) {
  const View view{report, form == StatusForm::live};
  if (form == StatusForm::lines) return write_table(role_table(view), false, sink);
  const bool has_colours = output_has_colours();
  bool is_first = true;
  const auto separator = [&is_first] { return std::exchange(is_first, false) ? "" : "\n"; };
  const auto say = [&sink](const std::string& words) {
    Page page;
    page.line(0, words);
    return sink(page.take());
  };
  const auto command = [&](const std::string& words) {
    return painted(text::printable(words), Style::next, has_colours) + '\n';
  };
  if (report.sessions.empty() && report.roles_with_device != nullptr) {
    CHECK(sink(
        "no MFA session: " +
        command("latchkey login -p " + command_line_word(report.roles_with_device->name) + " --all-roles")));
    is_first = false;
  }
  const auto write = [&](const Table& table) -> Result<void> {
    if (table.size == 0) return {};
    CHECK(sink(separator()));
    return write_table(table, true, sink);
  };
  CHECK(write(table_of(view, {"MFA SESSION", "KEYS", "UNTIL", "LEFT"}, report.sessions, session_cells)));
  CHECK(write(role_table(view)));
  if (is_found_by_sam(report)) CHECK(say(kSamNote));
  CHECK(write(table_of(view, {"LOGIN SESSION", "PROFILE", "UNTIL", "LEFT"}, report.logins, login_cells)));
  CHECK(write(
      table_of(view, {"SIGN-IN", "PROFILES", "UNTIL", "LEFT", "THEN"}, report.sign_ins, sign_in_cells)));
  if (!report.sessions.empty() || report.keeper) {
    CHECK(sink(separator()));
    CHECK(say(keeper_line(report)));
  }
  if (report.server) {
    is_first = false;
    CHECK(say(server_line(report)));
    for (const auto& line : server_troubles(report)) CHECK(say(line));
  }
  if (report.questions == 0) return {};
  return sink(separator() + std::to_string(report.questions) +
              (report.questions == 1 ? " program waits" : " programs wait") +
              " for a code: " + command("latchkey answer"));
}

}  // namespace latchkey::cli
