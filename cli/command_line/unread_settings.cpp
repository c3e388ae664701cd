// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line/unread_settings.hpp"

#include <algorithm>

#include "aws/config/paths.hpp"
#include "diagnose/facts.hpp"
#include "diagnose/rules/misspelled_settings.hpp"
#include "diagnose/unread_settings.hpp"

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

}  // namespace latchkey::cli
