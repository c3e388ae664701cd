// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line/unread_settings.hpp"

#include <algorithm>

#include "aws/config/paths.hpp"
#include "diagnose/facts.hpp"
#include "diagnose/rules/misspelled_settings.hpp"
#include "diagnose/unread_settings.hpp"
#include "providers/provider.hpp"
#include "session/access.hpp"

namespace latchkey::cli {

void warn_of_unread_sections(const Host& host, const Config& config, const std::vector<std::string>& names) {
  for (const auto& warning : diagnose::warnings_of_unread_sections(config, names, paths::home(host.env)))
    host.warn(warning);
}

void warn_of_unread_settings(const Setup& setup) {
  std::vector<std::string> names;
  const auto home = paths::home(setup.host.env);
  const auto* profile = setup.profile();
  while (profile != nullptr && std::find(names.begin(), names.end(), profile->name) == names.end()) {
    const bool is_source = !names.empty();
    names.emplace_back(profile->name);
    for (const auto& setting : diagnose::foreign_settings(*profile))
      setup.host.warn(text_of(setting, *profile, home));
    for (const auto& setting : diagnose::misspelled_settings(*profile)) setup.host.warn(setting.text(home));
    profile = diagnose::linked_profile(setup.config, *profile, is_source);
  }
  if (!names.empty()) warn_of_unread_sections(setup.host, setup.config, names);
}

void warn_of_unread_variables(const SessionOptions& options, const Session& session) {
  const Host& host = setup_of(session).host;
  const auto* ours = host.env.find("AWS_DEFAULT_PROFILE");
  const auto* theirs = host.env.find("AWS_PROFILE");
  const bool has_keys = !options.profile && source_of(session).provider == ProviderId::env;
  const auto* name = ours != nullptr ? "AWS_DEFAULT_PROFILE" : "AWS_PROFILE";
  const auto* profile = ours != nullptr ? ours : theirs;
  if (has_keys && profile != nullptr && !profile->empty()) {
    host.warn("the keys in the environment come before " + std::string(name) + " (" + *profile +
              "), as in botocore; --profile settles it, or unset AWS_ACCESS_KEY_ID");
  }
  if (!options.profile && !has_keys && ours != nullptr && theirs != nullptr && *ours != *theirs) {
    host.warn("AWS_DEFAULT_PROFILE (" + *ours + ") comes before AWS_PROFILE (" + *theirs +
              "), which AWS CLI v2 would take; --profile settles it");
  }
  const auto* region = host.env.find_filled("AWS_REGION");
  if (!options.region && region != nullptr && session.region() != *region) {
    host.warn("AWS_REGION (" + *region + ") is not read; " +
              (session.region() ? "the region is " + *session.region() : std::string("no region is set")) +
              ", where AWS CLI v2 would take it; --region or AWS_DEFAULT_REGION settles it");
  }
}

}  // namespace latchkey::cli
