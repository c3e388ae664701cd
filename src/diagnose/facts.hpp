// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aws/cache/role_state.hpp"
#include "aws/request/connection.hpp"
#include "diagnose/shared_facts.hpp"
#include "providers/chain.hpp"
#include "providers/web_identity.hpp"

namespace latchkey::diagnose {

/// The profile with the keys of the first call, and the provider that reads them.
struct KeySource {
  std::string profile;
  ProviderId provider = ProviderId::env;
  bool as_source = false;  ///< for a role of another profile
};

/// The input of the rules and the forecast, resolved once from files and the environment, without programs,
/// network calls or prompts.
struct Facts {
  const Setup& setup;                   ///< with a selected profile
  std::shared_ptr<SharedFacts> shared;  ///< shared with other profiles of the same configuration
  TimePoint now;
  std::string home;
  std::string profile;                 ///< the selected profile's name
  std::string chosen_by;               ///< "argument", a variable's name, "default"
  std::vector<const Profile*> linked;  ///< the profile, and those of its source_profile chain
  ResolvedChain chain;
  bool is_metadata_a_guess = false;  ///< only instance metadata remains, without evidence that it exists
  /// The provider for the profile at the end of the roles, or for the selected one without roles. nullopt:
  /// none.
  Result<std::optional<CredentialSource>> base;
  std::optional<KeySource> key_source;      ///< nullopt: the keys are not in a profile
  std::optional<SsoSettings> sso;           ///< the source of the keys; nullopt: another source
  std::optional<WebIdentity> web_identity;  ///< the source of the keys; nullopt: another source
  const RoleChain* role_chain = nullptr;    ///< the roles in `shared->chains`; nullptr: none
  std::vector<StepState> steps;             ///< of the roles, outermost first; empty in a Survey
  Result<Endpoint> sts;                     ///< the endpoint of STS
  bool wants_advice = true;                 ///< false: a finding needs only its error

  /// The source of the credentials. nullptr: none.
  const CredentialSource* source() const {
    return chain.source && !is_metadata_a_guess ? &*chain.source : nullptr;
  }
  /// The roles as a list of calls. nullptr: there are none, or these are the facts of a Survey.
  const RolePlan* roles() const {
    return source() != nullptr && source()->roles ? &*source()->roles : nullptr;
  }
  /// The identity of the endpoint of STS (endpoints.hpp), and whether it is AWS's own, even if it is
  /// configured. AWS's if it cannot be resolved, which is a separate finding.
  std::string sts_identity() const { return sts ? sts->identity : Endpoint{}.identity; }
  bool is_at_aws() const { return is_identity_of_aws(sts_identity()); }
  /// Whether this provider is used without a role.
  bool is_from(ProviderId provider) const {
    return source() != nullptr && role_chain == nullptr && source()->provider == provider;
  }
  /// Whether the user's keys sign a call to STS.
  bool calls_sts() const { return role_chain != nullptr || is_from(ProviderId::mfa_session); }
  /// Whether an MFA code may be needed.
  bool has_device() const {
    return role_chain != nullptr ? role_chain->with_device != nullptr : is_from(ProviderId::mfa_session);
  }
  /// Whether the environment names the token file of `web_identity`.
  bool is_token_file_by_variable() const {
    return web_identity && web_identity->token_file_origin.kind == Origin::Kind::variable;
  }
  const SsoSettings* sign_in() const { return sso ? &*sso : nullptr; }
};

/// Whether the profile's credentials are cached, so that no network call is needed. Reads the cache.
bool is_cached(const Facts& facts);

Facts resolve_facts(const Setup& setup, std::string chosen_by);

/// The profile that a profile's source_profile links to. nullptr: it is the end of the chain. `is_source`:
/// another profile links to it, so that its own keys end the chain.
const Profile* linked_profile(const Config& config, const Profile& profile, bool is_source);

/// Resolves many profiles of one configuration, one after the other. Omits the data for advice, the forecast
/// and the providers of the machine, so that a profile takes a few microseconds.
class Survey {
 public:
  /// Selects profiles in `setup`, which must outlive it.
  explicit Survey(Setup& setup);

  /// Selects the profile, as --profile does, and resolves its settings. The facts are valid until the next
  /// call. `chain.source` is an error with the cause no_credentials if there are none.
  Facts facts_of(const Profile& profile);

 private:
  Result<CredentialSource> source_of(const Profile& profile, Facts& facts);
  Result<CredentialSource> base_of(const RoleChain& first);

  Setup& setup_;
  std::shared_ptr<SharedFacts> shared_;
  // The base credentials of the last role. Adjacent profiles in a file often share them.
  const Profile* last_base_ = nullptr;
  std::optional<CredentialSource> last_base_source_;
};

}  // namespace latchkey::diagnose
