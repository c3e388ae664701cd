// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "aws/cache/cache_entry.hpp"
#include "aws/config/role_plan.hpp"
#include "aws/config/setup.hpp"
#include "providers/provider_id.hpp"
#include <latchkey/credentials.hpp>
#include <latchkey/error.hpp>

namespace latchkey {

/// On what terms credentials are wanted.
struct LoadOptions {
  bool may_ask = true;           ///< false: an error (terminal) where a code would be asked
  bool may_ask_for_role = true;  ///< the same for a code that serves one role alone
  std::chrono::seconds least_left =
      kLeastTimeLeft;  ///< of a cached entry, for it to count; 15 minutes or more
  bool fresh = false;  ///< no cached entry counts
  std::optional<TimePoint> newer_than = std::nullopt;  ///< an MFA session that began before does not count
  std::optional<std::chrono::seconds> session_duration =
      std::nullopt;            ///< of a new MFA session; nullopt: as the profile says
  bool wants_session = false;  ///< asks for an MFA session also where the keys serve without one
};

/// With less than this left, credentials that can be renewed without a question are: before every other tool
/// takes them for absent, at 15 minutes.
constexpr std::chrono::seconds kRenewalDue{20 * 60};

/// How a profile gets its credentials, decided from configuration alone.
struct CredentialSource {
  ProviderId provider = ProviderId::env;
  std::optional<RolePlan> roles;  ///< assume-role only
  /// Gets them. May read a cache, ask, run a program, call AWS; must not outlive the Setup it was planned
  /// from.
  std::function<Result<Credentials>(const LoadOptions&)> load;
};

struct ProviderInput {
  const Setup& setup;
  std::string profile;     ///< whose credentials are wanted
  bool as_source = false;  ///< for a role of another profile: the environment is not looked at
};

/// Source: this provider is set up, and it is the one. nullopt: not set up, ask the next. Error: set up and
/// broken; stop, as a later provider's credentials would be those of somebody else. A provider looks at
/// configuration only; whatever is wrong there it finds here, before anybody is asked anything.
using Provider = Result<std::optional<CredentialSource>>(const ProviderInput&);

/// The error where no source has any: what the end of the chain says.
tl::unexpected<Error> nothing_found(const Setup& setup);

/// Credentials that configuration holds as they are.
CredentialSource ready_source(ProviderId provider, Credentials credentials);

}  // namespace latchkey
