// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <nlohmann/json.hpp>

#include "aws/config/setup.hpp"
#include "base/try.hpp"
#include "cli/command.hpp"
#include "cli/command_line/unread_settings.hpp"
#include "cli/output/json_stream.hpp"
#include "cli/output/profile_rows.hpp"
#include "platform/terminal/terminal.hpp"

namespace latchkey::cli {

Declare declare_list;

namespace {

nlohmann::ordered_json sso_json(const std::optional<SsoSettings>& sso) {
  if (!sso) return {};
  return {
      {"profile", sso->profile},
      {"session", sso->session.name ? nlohmann::ordered_json(*sso->session.name) : nlohmann::ordered_json()},
      {"start_url", sso->session.start_url},
      {"account_id", sso->account_id},
      {"role_name", sso->role_name}};
}

nlohmann::ordered_json row_json(const ProfileRow& row) {
  const auto or_null = [](const std::string& text) {
    return text.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(text);
  };
  return {{"name", row.name},
          {"source", or_null(row.provider ? name_of(*row.provider) : "")},
          {"role_arn", or_null(row.role_arn)},
          {"mfa_serial", or_null(row.mfa_serial)},
          {"asks_for_code", row.asks},
          {"may_ask_for_code", row.may_ask},
          {"needs_sign_in", row.signs_in},
          {"sso", sso_json(row.sso)},
          {"adopted", row.adopted},
          {"problem", row.problem ? error_json(*row.problem) : nlohmann::ordered_json()}};
}

// Rows are printed as they are computed, because they may not fit in memory.

Result<void> print_array(ProfileRows& rows, const std::vector<const Profile*>& profiles) {
  JsonStream json;
  json.open('[');
  for (const auto* profile : profiles) CHECK(json.add(row_json(rows.of(*profile))));
  json.close();
  return json.finish();
}

Result<void> print_rows(ProfileRows& rows, const std::vector<const Profile*>& profiles) {
  const auto cells_at = [&](std::size_t position) {
    return cells_of(rows.of(*profiles[position]), rows.env());
  };
  return write_table({profile_heading(), profiles.size(), cells_at}, terminal::output_is_terminal(),
                     print_raw);
}

}  // namespace

Run declare_list(Declaration& declaration) {
  auto json = std::make_shared<bool>(false);
  declaration.add(
      *json, {.names = "--json", .help = "Print a JSON array of the profiles, in the order of the files"});
  declaration.notes(R"(SOURCE  none: the profile has no credentials of its own. broken: it cannot work.
        "latchkey why" explains both.
CODE    asks: using the profile now prompts for an MFA code. may ask: it does
        if STS denies the role without MFA, as only the source profile has
        mfa_serial. cached: it would, but a session or its credentials are
        stored. sign in: it needs a sign-in at IAM Identity Center. signed in:
        that sign-in exists.
)");
  return [json](const CommandInput& in) -> Result<int> {
    std::vector<const Profile*> profiles;
    for (const auto& profile : in.setup.config.profiles()) {
      const bool is_shown = in.options.profile ? profile.name == *in.options.profile : !is_of_exec(profile);
      if (is_shown) profiles.push_back(&profile);
    }
    if (profiles.empty() && in.options.profile) return no_such_profile(*in.options.profile, in.setup.config);
    if (profiles.empty() && !*json) {
      in.setup.host.warn("there are no profiles in " + in.setup.config.config_path() + " nor in " +
                         in.setup.config.credentials_path() + "; latchkey why says what to write");
      return 0;
    }
    const auto& name = in.options.profile;
    warn_of_unread_sections(in.setup.host, in.setup.config,
                            name ? std::vector{*name} : std::vector<std::string>());
    ProfileRows rows(*in.files);
    CHECK(*json ? print_array(rows, profiles) : print_rows(rows, profiles));
    return 0;
  };
}

}  // namespace latchkey::cli
