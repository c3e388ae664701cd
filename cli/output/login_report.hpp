// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <latchkey/credentials.hpp>

namespace latchkey::cli {

/// One profile that the sign-in covers.
struct SignInSummary {
  std::string profile, role;  ///< role empty: the MFA session itself
  TimePoint until;
};

/// The session behind the roles: its expiration and identity.
struct SignInScope {
  TimePoint until;
  std::string who;
};

/// "signed in until 21:04 (12h)  device ..." and a line for each profile.
std::string login_report(const SignInScope& scope, const std::vector<SignInSummary>& done, TimePoint now);

}  // namespace latchkey::cli
