// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/overview.hpp"

#include <algorithm>

#include "aws/config/paths.hpp"
#include "aws/config/role_plan.hpp"
#include "aws/config/shown_error.hpp"
#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "cli/output/messages.hpp"
#include "cli/output/profile_rows.hpp"
#include "cli/output/style.hpp"
#include "platform/process/command_line.hpp"
#include "platform/system/clock.hpp"
#include "platform/terminal/terminal.hpp"

namespace latchkey::cli {
namespace {

std::string command(const char* words, const ProfileRow& row) {
  return "latchkey " + std::string(words) + " -p " + command_line_word(row.name);
}

/// The next command: a sign-in if needed, else using a role, else explaining a broken role, else using a
/// working profile.
std::string next_step(const std::vector<ProfileRow>& rows, const Config& config) {
  const auto first = [&rows](const auto& is_wanted) {
    const auto found = std::find_if(rows.begin(), rows.end(), is_wanted);
    return found == rows.end() ? nullptr : &*found;
  };
  const auto works = [](const ProfileRow& row) { return row.provider && !row.problem; };
  const auto* row = first([](const ProfileRow& r) { return r.asks || r.signs_in; });
  if (row != nullptr) return command("login", *row);
  row = first([&](const ProfileRow& r) { return works(r) && (!r.role_arn.empty() || r.sso); });
  const auto is_broken_role = [&config](const ProfileRow& r) {
    return r.problem && has_role_settings(*config.find(r.name));
  };
  if (row == nullptr) row = first(is_broken_role);
  if (row != nullptr && row->problem) return command("why", *row);
  if (row == nullptr) row = first(works);
  if (row != nullptr) return command("exec", *row) + " -- PROGRAM";
  return command("why", rows.front());
}

std::string next_line(const std::string& command) {
  return painted("next:", Style::next, output_has_colours()) + ' ' + command + '\n';
}

std::string sessions_text(const ProfileRows& rows, TimePoint now) {
  std::string text;
  for (const auto& session : rows.sessions()) {
    const auto until = *session.credentials.expiration;
    text += "signed in until " + local_time_text(until, now) + " (" + duration_text(until - now) + ")  " +
            text::printable(session.origin.device) + '\n';
  }
  return text.empty() ? text : '\n' + text;
}

}  // namespace

Result<void> print_overview(Setup& setup) {
  const auto& profiles = setup.config.profiles();
  if (profiles.empty()) {
    const auto shown = [&](const std::string& path) { return short_path(path, paths::home(setup.host.env)); };
    return print_raw(text::printable("there are no profiles in " + shown(setup.config.config_path()) +
                                     " nor in " + shown(setup.config.credentials_path())) +
                     "\n\n" + next_line("aws configure, or aws configure sso"));
  }
  ProfileRows maker(setup);
  std::vector<ProfileRow> rows;
  for (std::size_t i = 0; i < std::min(profiles.size(), kMostOverviewRows); ++i)
    rows.push_back(maker.of(profiles[i]));
  const auto cells_at = [&](std::size_t position) { return cells_of(rows[position], maker.env()); };
  CHECK(write_table({profile_heading(), rows.size(), cells_at}, terminal::output_is_terminal(), print_raw));
  std::string text;
  if (profiles.size() > rows.size())
    text += "... and " + std::to_string(profiles.size() - rows.size()) + " more: latchkey list\n";
  text += sessions_text(maker, setup.host.now());
  text += '\n' + next_line(text::printable(next_step(rows, setup.config))) +
          "      latchkey --help lists the commands\n";
  return print_raw(text);
}

}  // namespace latchkey::cli
