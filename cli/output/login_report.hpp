// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include <latchkey/credentials.hpp>
#include <latchkey/error.hpp>

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

/// Printable. "signed in until 21:04 (12h)  device ..." and a line for each profile.
std::string login_report(const SignInScope& scope, const std::vector<SignInSummary>& done, TimePoint now);

/// {"expiration", "as", "profiles"}: "as" is what `scope` names; "profiles" has "profile", "role" and
/// "expiration". The first two are null without a scope: the profile needs no sign-in.
nlohmann::ordered_json login_json(const std::optional<SignInScope>& scope,
                                  const std::vector<SignInSummary>& done);

/// Prints one of both. The text needs a scope. Errors: as print().
Result<void> print_login(const std::optional<SignInScope>& scope, const std::vector<SignInSummary>& done,
                         TimePoint now, bool as_json);

}  // namespace latchkey::cli
