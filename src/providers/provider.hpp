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

/// Options for loading credentials.
struct LoadOptions {
  bool may_ask = true;           ///< false: an error (terminal) instead of a prompt
  bool may_ask_for_role = true;  ///< the same for a code that is for one role only
  std::chrono::seconds least_left =
      kLeastTimeLeft;  ///< minimum time left of a cached entry; 15 minutes or more
  bool fresh = false;  ///< ignore cached entries
  std::optional<TimePoint> newer_than = std::nullopt;  ///< ignore an MFA session that began before
  std::optional<std::chrono::seconds> session_duration =
      std::nullopt;            ///< of a new MFA session; nullopt: as the profile says
  bool wants_session = false;  ///< asks for an MFA session also where the keys serve without one
};

/// Credentials that expire within this time are refreshed if that needs no prompt. Other tools ignore entries
/// with less than 15 minutes left.
constexpr std::chrono::seconds kRenewalDue{20 * 60};

/// A profile's provider, selected from configuration only.
struct CredentialSource {
  ProviderId provider = ProviderId::env;
  std::optional<RolePlan> roles;  ///< assume-role only
  /// Obtains the credentials. May read caches, prompt, run programs and call AWS. Must not outlive its Setup.
  std::function<Result<Credentials>(const LoadOptions&)> load;
};

struct ProviderInput {
  const Setup& setup;
  std::string profile;     ///< the profile of the credentials
  bool as_source = false;  ///< for a role of another profile: the environment is ignored
};

/// A provider of the chain. Returns a source if it is configured; nullopt if not, and the chain continues; an
/// Error if it is configured but broken, and the chain stops, because a later provider would return
/// credentials of another source. It reads only configuration, and reports all configuration errors before
/// any prompt.
using Provider = Result<std::optional<CredentialSource>>(const ProviderInput&);

/// The error at the end of the chain, if no source has credentials.
tl::unexpected<Error> nothing_found(const Setup& setup);

/// A source for credentials that are in the configuration.
CredentialSource ready_source(ProviderId provider, Credentials credentials);

}  // namespace latchkey
