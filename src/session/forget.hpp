// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>

#include "aws/config/setup.hpp"
#include "providers/provider.hpp"
#include <latchkey/error.hpp>

// Removes what latchkey and other tools stored: MFA sessions, sign-ins and the cached credentials of roles.
namespace latchkey {

/// What was removed.
struct Forgotten {
  int sessions = 0;
  std::set<std::string> sign_ins;  ///< at IAM Identity Center, by the name of their token file
  bool login = false;              ///< what aws login wrote
  /// The cache keys of roles, each with a profile that has the role. Empty: no profile has it.
  std::map<std::string, std::string> roles;
};

/// Removes the profile's roles, the MFA session they came from, the other roles that came from that, its
/// sign-in at IAM Identity Center with the roles that it gave, and what aws login wrote. Errors: config, io.
Result<Forgotten> forget_profile(const Setup& setup, const std::string& profile);

/// Removes the role of the web identity of `input`, if there is one. Errors: io.
Result<Forgotten> forget_web_identity(const ProviderInput& input);

/// Removes everything but what aws login wrote, whichever profile or tool made it. Errors: config, io.
Result<Forgotten> forget_all(const Setup& setup);

}  // namespace latchkey
