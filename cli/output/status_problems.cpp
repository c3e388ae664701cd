// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <nlohmann/json.hpp>

#include "aws/config/shown_error.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "cli/output/json_stream.hpp"
#include "cli/output/messages.hpp"
#include "cli/output/status_report.hpp"

// The parts of status_report.hpp about broken profiles and MFA sessions.
namespace latchkey::cli {
namespace {

/// "profile ops", "profiles ops and dev", "profiles ops, dev and 3 more".
std::string shown_names(const std::vector<std::string>& names, std::size_t count) {
  if (count == 1) return "profile " + names.front();
  auto shown = names;
  std::string last;
  if (count > names.size()) {
    last = std::to_string(count - names.size()) + " more";
  } else {
    last = shown.back();
    shown.pop_back();
  }
  return "profiles " + text::join(shown, ", ") + " and " + last;
}

}  // namespace

std::vector<std::string> problem_lines(const StatusReport& report, const Environment& env) {
  constexpr std::size_t kMostNames = 3;
  constexpr std::size_t kMostLines = 20;
  struct Group {
    std::string cause;
    std::vector<std::string> names;  // the first ones
    std::size_t count = 0;
  };
  std::vector<Group> groups;
  std::size_t left_out = 0;
  for (const auto* profile : report.broken) {
    auto cause = message_with_origin(report.problem_of(*profile), env);
    auto group =
        std::find_if(groups.begin(), groups.end(), [&](const Group& one) { return one.cause == cause; });
    if (group == groups.end()) {
      if (groups.size() == kMostLines) {
        ++left_out;
        continue;
      }
      group = groups.insert(group, {std::move(cause), {}, 0});
    }
    if (group->names.size() < kMostNames) group->names.emplace_back(profile->name);
    ++group->count;
  }
  std::vector<std::string> lines;
  lines.reserve(groups.size() + 1 + report.broken_sessions.size());
  for (const auto& group : groups)
    lines.push_back(shown_names(group.names, group.count) + (group.count == 1 ? " is" : " are") +
                    " broken: " + group.cause);
  if (left_out > 0)
    lines.push_back(std::to_string(left_out) + " more profiles are broken; latchkey list shows them");
  for (const auto& error : report.broken_sessions) lines.push_back(one_line(error, env));
  return lines;
}

Result<void> add_problems(JsonStream& json, const StatusReport& report) {
  const auto add = [&](nlohmann::ordered_json profile, const Error& error) {
    nlohmann::ordered_json row = {{"profile", std::move(profile)}};
    row.update(error_json(error));
    return json.add(row);
  };
  json.open("problems", '[');
  for (const auto* profile : report.broken) CHECK(add(profile->name, report.problem_of(*profile)));
  for (const auto& error : report.broken_sessions) CHECK(add(nullptr, error));
  json.close();
  return {};
}

}  // namespace latchkey::cli
