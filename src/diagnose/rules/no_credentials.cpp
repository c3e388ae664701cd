// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "aws/config/setting_table.hpp"
#include "base/text.hpp"
#include "diagnose/rules/explain.hpp"
#include "diagnose/rules/misspelled_settings.hpp"
#include "platform/process/command_line.hpp"

namespace latchkey::diagnose {
namespace {

Finding of_no_profile(const Setup& setup, const Error& error) {
  const Config& config = setup.config;
  if (auto problem = file_behind(setup, error)) return *std::move(problem);
  if (config.names().empty()) {
    return {error, std::nullopt,
            "add [profile NAME] to " + config.config_path() + " and its keys below [NAME] in " +
                config.credentials_path() + ", then name it with -p NAME"};
  }
  std::vector<std::string> names;
  for (const auto& name : config.names()) {
    const bool has_source = find_source_of_profile(setup, name).value_or(std::nullopt).has_value();
    if (has_source && names.size() < 3) names.push_back("-p " + command_line_word(name));
  }
  return {error, std::nullopt,
          "name a profile with -p NAME" + (names.empty() ? "" : ", like " + text::join(names, " or ")) +
              " (latchkey list shows them)"};
}

}  // namespace

Error no_credentials(const Setup& setup) {
  const auto hint = nothing_found(setup).value().hint;
  const auto whose = setup.profile() != nullptr ? " for profile " + setup.selection.profile_name()
                                                : ": no profile is selected and there is no default profile";
  return {Cause::no_credentials,
          "no credentials are configured" + whose +
              "; the only remaining source is EC2 instance metadata, and this does not look like "
              "an EC2 instance",
          hint};
}

std::optional<Finding> nothing_configured_problem(const Setup& setup, const Error& error) {
  if (error.cause != Cause::no_credentials) return std::nullopt;
  const auto* profile = setup.profile();
  if (profile == nullptr) return of_no_profile(setup, error);
  if (auto problem = misplaced_profile_word(setup.config, profile->name, error)) return problem;
  if (const auto place = place_of(*profile, adopted_name("role_arn")))
    return Finding{error, place,
                   "run latchkey release -p " + command_line_word(profile->name) +
                       ", which restores the names of the latchkey_ lines"};
  const auto slips = misspelled_settings(*profile);
  if (!slips.empty()) return Finding{error, slips.front().place, slips.front().fix()};
  const bool has_key = profile->has("aws_secret_access_key") || profile->has("source_profile");
  if (const auto place = place_of(*profile, "mfa_serial"); place && !has_key)
    return Finding{error, place,
                   "add beside it role_arn = arn:aws:iam::ACCOUNT:role/NAME and source_profile = NAME, or "
                   "aws_access_key_id and aws_secret_access_key to [" +
                       profile->name + "] of the credentials file"};
  return std::nullopt;
}

}  // namespace latchkey::diagnose
