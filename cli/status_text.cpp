// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "cli/sso_login.hpp"
#include "cli/status_report.hpp"
#include "cli/table.hpp"
#include "platform/clock.hpp"
#include "platform/other_process.hpp"

// The words and the JSON of status_report.hpp.
namespace latchkey::cli {
namespace {

using StatusJson = nlohmann::ordered_json;

const char* state_text(CacheEntry::State state) {
  switch (state) {
    case CacheEntry::State::valid:
      return "valid";
    case CacheEntry::State::expiring:
      return "expiring";
    case CacheEntry::State::absent:
      return "absent";
    case CacheEntry::State::broken:
      return "broken";
    case CacheEntry::State::unreadable:
      return "unreadable";
    case CacheEntry::State::unused:
      return "unused";
  }
  return "";
}

StatusJson time_or_null(std::optional<TimePoint> time) {
  return time ? StatusJson(isoformat({*time})) : StatusJson();
}

StatusJson seconds_left(std::optional<TimePoint> time, TimePoint now) {
  if (!time) return {};
  return std::chrono::duration_cast<std::chrono::seconds>(*time - now).count();
}

std::string role_table(const StatusReport& report, bool for_terminal) {
  std::vector<std::vector<std::string>> cells = {{"PROFILE", "UNTIL", "LEFT", "FOUND BY", "ROLE"}};
  for (const auto& row : report.roles) {
    std::string tools;
    for (const auto& tool : row.found_by) tools += (tools.empty() ? "" : ", ") + tool;
    cells.push_back({row.profile, row.expiration ? local_time_text(*row.expiration, report.now) : "-",
                     row.is_over(report.now) ? "expired"
                     : row.expiration        ? duration_text(*row.expiration - report.now)
                     : row.problem.empty()   ? "-"
                                             : state_text(row.state),
                     tools.empty() ? "-" : tools, row.sso ? role_text(*row.sso) : row.role_arn});
  }
  return table(cells, for_terminal);
}

std::string session_table(const StatusReport& report) {
  std::vector<std::vector<std::string>> cells = {{"MFA SESSION", "KEYS", "UNTIL", "LEFT"}};
  for (const auto& session : report.sessions) {
    const auto end = *session.credentials.expiration;
    cells.push_back({session.origin.device, session.origin.access_key_id, local_time_text(end, report.now),
                     duration_text(end - report.now)});
  }
  return table(cells, true);
}

std::string login_table(const StatusReport& report) {
  std::vector<std::vector<std::string>> cells = {{"LOGIN SESSION", "PROFILE", "UNTIL", "LEFT"}};
  for (const auto& row : report.logins) {
    cells.push_back({row.login_session, row.profile,
                     row.expiration ? local_time_text(*row.expiration, report.now) : "-",
                     row.is_over(report.now) ? "renewed when used"
                     : row.expiration        ? duration_text(*row.expiration - report.now)
                                             : state_text(row.state)});
  }
  return table(cells, true);
}

std::string sign_in_table(const StatusReport& report) {
  std::vector<std::vector<std::string>> cells = {{"SIGN-IN", "PROFILES", "UNTIL", "LEFT", "THEN"}};
  for (const auto& row : report.sign_ins) {
    const auto& token = row.token;
    const auto& end = token.expiration;
    cells.push_back({row.session.shown(), text::join(row.profiles, ", "),
                     end ? local_time_text(*end, report.now) : "-",
                     token.lasts(report.now) ? duration_text(*end - report.now)
                     : end                   ? "expired"
                                             : state_text(token.state),
                     token.renews ? "renewed when used" : "latchkey login -p " + row.profiles.front()});
  }
  return table(cells, true);
}

std::string keeper_line(const StatusReport& report) {
  if (!report.keeper) return "not kept warm; latchkey login --keep does that\n";
  const auto& keeper = *report.keeper;
  std::string line = "kept warm by latchkey keep (pid " + std::to_string(keeper.process) + ") since " +
                     local_time_text(keeper.since, report.now);
  if (is_stopped(keeper.process)) return line + ", but that process is stopped\n";
  if (keeper.next_renewal) line += "; next renewal " + local_time_text(*keeper.next_renewal, report.now);
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
         std::to_string(server.process) + ")\n";
}

StatusJson server_json(const RunningServer& server) {
  return {{"pid", server.process},
          {"since", isoformat({server.since})},
          {"port", server.port},
          {"metadata_port", server.metadata_port ? StatusJson(*server.metadata_port) : StatusJson()},
          {"socket", server.socket ? StatusJson(*server.socket) : StatusJson()},
          {"profiles", server.profiles}};
}

StatusJson sign_ins_json(const StatusReport& report) {
  StatusJson list = StatusJson::array();
  for (const auto& row : report.sign_ins) {
    const auto& token = row.token;
    const bool is_over = token.expiration && !token.lasts(report.now);
    list.push_back({{"session", row.session.name ? StatusJson(*row.session.name) : StatusJson()},
                    {"start_url", row.session.start_url},
                    {"profiles", row.profiles},
                    {"state", is_over ? "expired" : state_text(token.state)},
                    {"expiration", time_or_null(token.expiration)},
                    {"seconds_left", seconds_left(token.expiration, report.now)},
                    {"renews", token.renews},
                    {"problem", token.reason.empty() ? StatusJson() : StatusJson(token.reason)}});
  }
  return list;
}

}  // namespace

StatusJson status_json(const StatusReport& report) {
  StatusJson sessions = StatusJson::array();
  for (const auto& session : report.sessions) {
    sessions.push_back({{"device", session.origin.device},
                        {"access_key_id", session.origin.access_key_id},
                        {"profile", session.profile},
                        {"began", isoformat({session.began})},
                        {"expiration", time_or_null(session.credentials.expiration)},
                        {"seconds_left", seconds_left(session.credentials.expiration, report.now)}});
  }
  StatusJson roles = StatusJson::array();
  for (const auto& row : report.roles) {
    roles.push_back({{"profile", row.profile},
                     {"role_arn", row.role_arn.empty() ? StatusJson() : StatusJson(row.role_arn)},
                     {"account_id", row.sso ? StatusJson(row.sso->account_id) : StatusJson()},
                     {"role_name", row.sso ? StatusJson(row.sso->role_name) : StatusJson()},
                     {"state", row.is_over(report.now) ? "expired" : state_text(row.state)},
                     {"expiration", time_or_null(row.expiration)},
                     {"seconds_left", seconds_left(row.expiration, report.now)},
                     {"found_by", row.found_by},
                     {"problem", row.problem.empty() ? StatusJson() : StatusJson(row.problem)}});
  }
  StatusJson logins = StatusJson::array();
  for (const auto& row : report.logins) {
    logins.push_back({{"profile", row.profile},
                      {"login_session", row.login_session},
                      {"state", row.is_over(report.now) ? "expired" : state_text(row.state)},
                      {"expiration", time_or_null(row.expiration)},
                      {"seconds_left", seconds_left(row.expiration, report.now)},
                      {"problem", row.problem.empty() ? StatusJson() : StatusJson(row.problem)}});
  }
  StatusJson keeper;
  if (report.keeper) {
    keeper = {{"pid", report.keeper->process},
              {"since", isoformat({report.keeper->since})},
              {"next_renewal", time_or_null(report.keeper->next_renewal)}};
  }
  StatusJson whole = {
      {"sessions", sessions}, {"roles", roles},
      {"logins", logins},     {"sign_ins", sign_ins_json(report)},
      {"keeper", keeper},     {"server", report.server ? server_json(*report.server) : StatusJson()}};
  return whole;
}

std::string status_text(const StatusReport& report, bool for_terminal) {
  if (!for_terminal) return report.roles.empty() ? "" : role_table(report, false);
  std::string text;
  if (!report.sessions.empty()) text = session_table(report);
  if (!report.roles.empty()) text += (text.empty() ? "" : "\n") + role_table(report, true);
  if (!report.logins.empty()) text += (text.empty() ? "" : "\n") + login_table(report);
  if (!report.sign_ins.empty()) text += (text.empty() ? "" : "\n") + sign_in_table(report);
  if (!report.sessions.empty() || report.keeper) text += (text.empty() ? "" : "\n") + keeper_line(report);
  if (report.server) text += server_line(report);
  if (report.questions > 0) {
    text += (text.empty() ? "" : "\n") + std::to_string(report.questions) +
            (report.questions == 1 ? " program waits" : " programs wait") + " for a code: latchkey answer\n";
  }
  return text;
}

}  // namespace latchkey::cli
