// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/cache/role_state.hpp"
#include "providers/sso_source.hpp"
#include "providers/web_identity.hpp"

namespace latchkey::diagnose {

/// The profile that has the keys of the first call, and the provider that reads them.
struct KeySource {
  std::string profile;
  ProviderId provider = ProviderId::env;
  bool as_source = false;  ///< for a role of another profile
};

/// What the rules and the forecast look at, resolved once from files and the environment. Nothing is run,
/// called or asked.
struct Facts {
  const Setup& setup;  ///< with a selected profile
  TimePoint now;
  std::string home;
  std::string profile;                 ///< the selected profile's name
  std::string chosen_by;               ///< "argument", a variable's name, "default"
  std::vector<const Profile*> linked;  ///< the profile, and those that its source_profile links lead to
  ResolvedChain chain;
  bool is_metadata_a_guess = false;  ///< only instance metadata is left, and nothing shows that there is any
  /// What the profile at the end of the roles, or the selected one without them, says of its keys. nullopt:
  /// nothing.
  Result<std::optional<CredentialSource>> base;
  std::optional<KeySource> key_source;  ///< nullopt: no profile has the keys
  Result<std::optional<SsoSettings>> sso;
  std::optional<WebIdentity> web_identity;  ///< that gives the keys; nullopt: they are from elsewhere
  std::vector<StepState> steps;             ///< of the roles, outermost first
  bool is_at_aws = true;                    ///< no endpoint is configured for STS

  /// What gives the credentials. nullptr: nothing does.
  const CredentialSource* source() const {
    return chain.source && !is_metadata_a_guess ? &*chain.source : nullptr;
  }
  const RolePlan* roles() const {
    return source() != nullptr && source()->roles ? &*source()->roles : nullptr;
  }
  /// Whether it is this provider, and no role behind it.
  bool is_from(ProviderId provider) const {
    return source() != nullptr && !source()->roles && source()->provider == provider;
  }
  /// Whether a call to STS is signed with keys of the user's.
  bool calls_sts() const { return roles() != nullptr || is_from(ProviderId::mfa_session); }
  /// Whether the environment names the token file of `web_identity`.
  bool is_token_file_by_variable() const {
    return web_identity && web_identity->token_file_origin.kind == Origin::Kind::variable;
  }
  const SsoSettings* sign_in() const { return sso && *sso ? &**sso : nullptr; }
};

Facts resolve_facts(const Setup& setup, std::string chosen_by);

}  // namespace latchkey::diagnose
