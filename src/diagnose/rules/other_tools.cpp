// SPDX-License-Identifier: Apache-2.0
#include "aws/config/lost_header.hpp"
#include "base/text.hpp"
#include "diagnose/rules.hpp"
#include "diagnose/rules/rules.hpp"
#include "diagnose/unread_settings.hpp"
#include "providers/mfa_session.hpp"

namespace latchkey::diagnose {

std::optional<InheritedDevice> device_behind(const Facts& facts) {
  const auto* chain = facts.role_chain;
  return chain != nullptr ? inherited_device(facts.setup.config, facts.setup.host.env, *chain) : std::nullopt;
}

std::optional<std::string> device_beside_program(const Facts& facts) {
  if (!facts.is_from(ProviderId::custom_process) || bridged_profile(facts)) return std::nullopt;
  const auto device = own_device(facts.setup, facts.profile);
  return device && *device ? std::optional((*device)->serial) : std::nullopt;
}

std::vector<std::string> notes_of_other_tools(const Facts& facts) {
  std::vector<std::string> notes;
  for (const auto* profile : facts.linked) {
    for (const auto& setting : foreign_settings(*profile))
      notes.push_back(text_of(setting, *profile, facts.home));
  }
  if (device_beside_program(facts)) {
    const auto& profile = *facts.setup.profile();
    const auto place = place_of(profile, "mfa_serial");
    notes.push_back(
        "mfa_serial" + (place ? " at " + short_place(*place, facts.home) : std::string()) +
        " serves latchkey login, which creates an MFA session of the keys that credential_process "
        "prints; without a session, and in other tools, these keys are used as they are");
  }
  const auto device = device_behind(facts);
  if (!device) return notes;
  const auto& role = *facts.role_chain->first->profile;
  const auto place = place_of(device->origin);
  notes.push_back(device->text() + (place ? " at " + short_place(*place, facts.home) : std::string()) +
                  " is not inherited: latchkey uses it only if STS denies the role without MFA; if the role "
                  "asks for MFA, write " +
                  role.name_in_file("mfa_serial") + " = " + text::first_line(device->serial) + " below " +
                  profile_header(role.name));
  return notes;
}

}  // namespace latchkey::diagnose
