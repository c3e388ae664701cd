// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <unordered_set>

#include <nlohmann/json.hpp>

#include "aws/role_state.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "cli/command.hpp"
#include "cli/table.hpp"
#include "platform/clock.hpp"
#include "platform/terminal.hpp"

namespace latchkey::cli {

Declare declare_status;

namespace {

/// One role of one profile, as the caches have it.
struct StepRow {
  std::string profile, role_arn;
  CacheEntry::State state = CacheEntry::State::absent;
  std::optional<TimePoint> expiration;
  std::vector<std::string> found_by;  ///< tools that would use the entry
  std::string problem;
};

StepRow row_of_step(const StepState& step) {
  constexpr const char* kTools[] = {"SAM CLI", "AWS CLI"};  // in the order of the folders
  StepRow row{step.step->profile, step.step->role_arn, CacheEntry::State::absent, std::nullopt, {}, {}};
  for (std::size_t i = 0; i < step.entries.size(); ++i) {
    const auto& entry = step.entries[i];
    if (entry.state == CacheEntry::State::valid) row.found_by.emplace_back(kTools[i]);
    if (!entry.reason.empty()) {
      const bool named = entry.reason.find(entry.path) != std::string::npos;
      row.problem = named ? entry.reason : entry.path + ": " + entry.reason + "; the next login replaces it";
    }
    // The best of the two is the row's: valid before expiring before anything else.
    const bool better = row.state == CacheEntry::State::absent || entry.state < row.state;
    if (better && entry.state != CacheEntry::State::absent) {
      row.state = entry.state;
      row.expiration = entry.credentials ? entry.credentials->expiration : std::nullopt;
    }
  }
  return row;
}

Result<std::vector<StepRow>> rows_of(const CommandInput& in) {
  const RoleCache cache(in.setup.host);
  std::vector<StepRow> rows;
  std::unordered_set<std::string> seen;  // a role that several profiles stand on is shown once
  const auto add = [&](const std::string& name) -> Result<void> {
    TRY(const auto plan, plan_roles(in.setup.config, name));
    if (!plan) return {};
    for (const auto& step : look_up(*plan, cache)) {
      if (seen.insert(step.step->profile).second) rows.push_back(row_of_step(step));
    }
    return {};
  };
  if (in.options.profile) {
    if (in.setup.config.find(*in.options.profile) == nullptr)
      return no_such_profile(*in.options.profile, in.setup.config);
    CHECK(add(*in.options.profile));
    return rows;
  }
  for (const auto& profile : in.setup.config.profiles()) {
    if (const auto added = add(profile.name); !added) in.setup.host.debug("status: " + added.error().message);
  }
  return rows;
}

bool is_over(const StepRow& row, TimePoint now) {
  return row.expiration && *row.expiration <= now;
}

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
  }
  return "";
}

std::string json_text(const std::vector<StepRow>& rows, TimePoint now) {
  using Json = nlohmann::ordered_json;
  Json roles = Json::array();
  for (const auto& row : rows) {
    const auto left =
        row.expiration ? std::chrono::duration_cast<std::chrono::seconds>(*row.expiration - now).count() : 0;
    roles.push_back({{"profile", row.profile},
                     {"role_arn", row.role_arn},
                     {"state", is_over(row, now) ? "expired" : state_text(row.state)},
                     {"expiration", row.expiration ? Json(isoformat({*row.expiration})) : Json()},
                     {"seconds_left", row.expiration ? Json(left) : Json()},
                     {"found_by", row.found_by},
                     {"problem", row.problem.empty() ? Json() : Json(row.problem)}});
  }
  return Json{{"roles", roles}}.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::string table_text(const std::vector<StepRow>& rows, TimePoint now) {
  std::vector<std::vector<std::string>> cells = {{"PROFILE", "UNTIL", "LEFT", "FOUND BY", "ROLE"}};
  for (const auto& row : rows) {
    std::string tools;
    for (const auto& tool : row.found_by) tools += (tools.empty() ? "" : ", ") + tool;
    cells.push_back({row.profile, row.expiration ? local_time_text(*row.expiration, now) : "-",
                     is_over(row, now)     ? "expired"
                     : row.expiration      ? duration_text(*row.expiration - now)
                     : row.problem.empty() ? "-"
                                           : state_text(row.state),
                     tools.empty() ? "-" : tools, row.role_arn});
  }
  return table(cells, terminal::output_is_terminal());
}

}  // namespace

Run declare_status(CLI::App& app) {
  auto json = std::make_shared<bool>(false);
  app.add_flag("--json", *json, "print one object");
  app.footer(R"(An entry with less than 15 minutes left counts as absent for every tool.
)");
  return [json](const CommandInput& in) -> Result<int> {
    TRY(const auto rows, rows_of(in));
    const auto now = in.setup.host.now();
    if (*json) {
      CHECK(print(json_text(rows, now)));
      return 0;
    }
    for (const auto& row : rows) {
      if (!row.problem.empty()) in.setup.host.warn(row.problem);
    }
    if (rows.empty())
      in.setup.host.warn(
          "nothing is cached, as no profile here assumes a role (latchkey list shows the profiles)");
    if (!rows.empty()) CHECK(print(table_text(rows, now)));
    return 0;
  };
}

}  // namespace latchkey::cli
