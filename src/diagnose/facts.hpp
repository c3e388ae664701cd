// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aws/cache/role_state.hpp"
#include "aws/request/connection.hpp"
#include "diagnose/shared_facts.hpp"
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
  const Setup& setup;                   ///< with a selected profile
  std::shared_ptr<SharedFacts> shared;  ///< with other profiles of the same configuration
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
  const RoleChain* role_chain = nullptr;    ///< the roles, as `shared->chains` has them; nullptr: none
  std::vector<StepState> steps;             ///< of the roles, outermost first; empty in a Survey
  Result<Endpoint> sts;                     ///< where STS is called
  bool wants_advice = true;                 ///< false: a finding needs its error alone

  /// What gives the credentials. nullptr: nothing does.
  const CredentialSource* source() const {
    return chain.source && !is_metadata_a_guess ? &*chain.source : nullptr;
  }
  /// The roles as a list of calls. nullptr: there are none, or these are the facts of a Survey.
  const RolePlan* roles() const {
    return source() != nullptr && source()->roles ? &*source()->roles : nullptr;
  }
  /// The identity of the endpoint of STS (endpoints.hpp), and whether none is configured. An endpoint that
  /// cannot be resolved is a finding of its own.
  std::string sts_identity() const { return sts ? sts->identity : Endpoint{}.identity; }
  bool is_at_aws() const { return !sts || !sts->is_configured; }
  /// Whether it is this provider, and no role behind it.
  bool is_from(ProviderId provider) const {
    return source() != nullptr && role_chain == nullptr && source()->provider == provider;
  }
  /// Whether a call to STS is signed with keys of the user's.
  bool calls_sts() const { return role_chain != nullptr || is_from(ProviderId::mfa_session); }
  /// Whether an MFA code may be needed.
  bool has_device() const {
    return role_chain != nullptr ? role_chain->with_device != nullptr : is_from(ProviderId::mfa_session);
  }
  /// Whether the environment names the token file of `web_identity`.
  bool is_token_file_by_variable() const {
    return web_identity && web_identity->token_file_origin.kind == Origin::Kind::variable;
  }
  const SsoSettings* sign_in() const { return sso && *sso ? &**sso : nullptr; }
};

/// Whether the profile's credentials are cached, so that handing them out calls nobody. Reads the cache.
bool is_cached(const Facts& facts);

Facts resolve_facts(const Setup& setup, std::string chosen_by);

/// The profile that a profile's source_profile links to. nullptr: it ends the chain. `is_source`: another
/// profile links to it, so that its own keys end the chain.
const Profile* linked_profile(const Config& config, const Profile& profile, bool is_source);

/// Looks at many profiles of one configuration, one after the other. Leaves out what only advice, the
/// forecast and the providers of the machine need, so that it takes a few microseconds for each.
class Survey {
 public:
  /// Selects profiles in `setup`, which must outlive it.
  explicit Survey(Setup& setup);

  /// Selects the profile, as --profile does, and resolves what its files say. The facts are valid until the
  /// next call. `chain.source` is an error with the cause no_credentials if they say nothing.
  Facts facts_of(const Profile& profile);

 private:
  Result<CredentialSource> source_of(const Profile& profile, Facts& facts);
  Result<CredentialSource> base_of(const RoleChain& first);

  Setup& setup_;
  std::shared_ptr<SharedFacts> shared_;
  // The credentials that the last role began with. Neighbours in a file often share them.
  const Profile* last_base_ = nullptr;
  std::optional<CredentialSource> last_base_source_;
};

}  // namespace latchkey::diagnose
