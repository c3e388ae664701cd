// SPDX-License-Identifier: Apache-2.0
#include "cli/why/nothing.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "cli/why/files.hpp"
#include "cli/why/fix.hpp"
#include "cli/why/slips.hpp"
#include "platform/files/files.hpp"
#include "platform/process/command_line.hpp"

namespace latchkey::cli {
namespace {

bool begins_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

/// Whether a person has set up how instance metadata is reached.
bool names_metadata(const Setup& setup) {
  for (const auto* variable : {"AWS_EC2_METADATA_SERVICE_ENDPOINT", "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
                               "AWS_METADATA_SERVICE_TIMEOUT", "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
                               "AWS_EC2_METADATA_V1_DISABLED"}) {
    if (setup.host.env.find_filled(variable) != nullptr) return true;
  }
  for (const auto* key :
       {"ec2_metadata_service_endpoint", "ec2_metadata_service_endpoint_mode", "metadata_service_timeout",
        "metadata_service_num_attempts", "ec2_metadata_v1_disabled"}) {
    if (setup.profile() != nullptr && setup.profile()->has(key)) return true;
  }
  return false;
}

bool file_begins_with(const char* path, std::string_view start) {
  const auto data = files::read(path);
  return data && *data && begins_with(**data, start);
}

/// As Linux shows it, with Nitro and with Xen. Elsewhere there is no telling.
bool is_ec2_instance() {
  return file_begins_with("/sys/class/dmi/id/sys_vendor", "Amazon EC2") ||
         file_begins_with("/sys/hypervisor/uuid", "ec2");
}

/// [profile NAME], which only the config file has; in the credentials file it is a profile of another name.
std::optional<WhyProblem> of_header(const Setup& setup, const std::string& name, const Error& error) {
  const Config& config = setup.config;
  for (const auto& section : config.credentials_sections()) {
    if (begins_with(section.name, "profile") && text::second_word(section.name) == name)
      return WhyProblem{error, WhyPlace{section.path(), section.line},
                        "write [" + name + "], as this file takes no \"profile\" before the name"};
  }
  return std::nullopt;
}

WhyProblem of_no_profile(const Setup& setup, const Error& error) {
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

bool is_metadata_a_guess(const Setup& setup, const CredentialSource& source) {
  return source.provider == ProviderId::instance_metadata && !names_metadata(setup) && !is_ec2_instance();
}

Error no_credentials(const Setup& setup) {
  const auto hint = nothing_found(setup).value().hint;
  const auto whose = setup.profile() != nullptr ? " for profile " + setup.selection.profile_name()
                                                : ": no profile is chosen and there is no default";
  return {Cause::no_credentials,
          "no credentials are configured" + whose +
              "; only EC2 instance metadata is left, which is not asked here, and nothing shows that this is "
              "an EC2 instance",
          hint};
}

std::optional<WhyProblem> nothing_configured_problem(const Setup& setup, const Error& error) {
  if (error.cause != Cause::no_credentials) return std::nullopt;
  const auto* profile = setup.profile();
  if (profile == nullptr) return of_no_profile(setup, error);
  if (auto problem = of_header(setup, profile->name, error)) return problem;
  if (const auto place = place_of(*profile, "latchkey_role_arn"))
    return WhyProblem{error, place,
                      "run latchkey release -p " + command_line_word(profile->name) +
                          ", which gives the latchkey_ lines their names back"};
  const auto slips = slips_of(*profile);
  if (!slips.empty())
    return WhyProblem{error, slips.front().place,
                      "write " + slips.front().meant + " in the place of " + slips.front().key};
  const bool has_key = profile->has("aws_secret_access_key") || profile->has("source_profile");
  if (const auto place = place_of(*profile, "mfa_serial"); place && !has_key)
    return WhyProblem{error, place,
                      "add beside it role_arn = arn:aws:iam::ACCOUNT:role/NAME and source_profile = NAME, or "
                      "aws_access_key_id and aws_secret_access_key to [" +
                          profile->name + "] of the credentials file"};
  return std::nullopt;
}

}  // namespace latchkey::cli
