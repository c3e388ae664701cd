// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "providers/provider.hpp"

namespace latchkey {

/// The whole chain for the selected profile: the first provider that is set up. An explicitly chosen profile
/// takes the environment out of it. Errors: missing - nothing is set up anywhere; else what the provider
/// says.
Result<CredentialSource> find_source(const Setup& setup);

/// What one provider of the chain says of the selected profile.
struct ChainLink {
  enum class State { left_out, not_set_up, answers, broken, not_asked };  ///< left_out: a profile was named
  ProviderId provider = ProviderId::env;
  State state = State::left_out;
  std::optional<Error> error;  ///< of `broken`
};

/// find_source() with what each provider of the chain says, for callers that show it.
struct ResolvedChain {
  Result<CredentialSource> source;
  std::vector<ChainLink> links;
};
ResolvedChain resolve_chain(const Setup& setup);

/// What a profile says by itself, whatever the environment and the machine offer. nullopt: it has no
/// credentials.
Result<std::optional<CredentialSource>> find_source_of_profile(const Setup& setup,
                                                               const std::string& profile);

/// The same without assume-role: for a profile whose source_profile link ends the chain of roles.
Result<std::optional<CredentialSource>> find_base_of_profile(const Setup& setup, const std::string& profile);

/// The base credentials that the roles of a plan are assumed with. `first` is the profile of the first role;
/// one of the others is empty, as in RolePlan. Errors: config, missing - there are none.
Result<CredentialSource> find_base_of_roles(const Setup& setup, const std::string& first,
                                            const std::string& base_profile,
                                            const std::string& credential_source);

/// What gives a profile its credentials, without a way to load them.
struct SourceOutline {
  ProviderId provider = ProviderId::env;
  const RoleChain* roles = nullptr;  ///< of ProviderId::assume_role; belongs to the RoleChains
};

/// For credential_source = NAME of `profile`. nullopt: that source is not set up here.
Result<std::optional<CredentialSource>> find_named_source(const Setup& setup, std::string_view name,
                                                          const std::string& profile);

}  // namespace latchkey
