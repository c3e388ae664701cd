// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/config/sso_settings.hpp"
#include "providers/provider.hpp"

namespace latchkey {

/// Runs the chain for the selected profile and returns the first configured provider. An explicitly selected
/// profile removes the environment from the chain. Errors: missing - no provider is configured; else the
/// provider's error.
Result<CredentialSource> find_source(const Setup& setup);

/// The result of one provider for the selected profile.
struct ChainLink {
  enum class State { left_out, not_set_up, answers, broken, not_asked };  ///< left_out: a profile is named
  ProviderId provider = ProviderId::env;
  State state = State::left_out;
  std::optional<Error> error;  ///< of `broken`
};

/// find_source() with the result of each provider, for output.
struct ResolvedChain {
  Result<CredentialSource> source;
  std::vector<ChainLink> links;
};
ResolvedChain resolve_chain(const Setup& setup);

/// The source of a profile without the environment and the machine. nullopt: it has no credentials.
Result<std::optional<CredentialSource>> find_source_of_profile(const Setup& setup,
                                                               const std::string& profile);

/// The same without assume-role, for the last profile of a source_profile chain.
Result<std::optional<CredentialSource>> find_base_of_profile(const Setup& setup, const std::string& profile);

/// The base credentials for the roles of a plan. `first` is the profile of the first role; one of the others
/// is empty, as in RolePlan. Errors: config, missing - there are none.
Result<CredentialSource> find_base_of_roles(const Setup& setup, const std::string& first,
                                            const std::string& base_profile,
                                            const std::string& credential_source);

/// The sign-in behind the credentials: the profile's own, or that of the base profile of its roles. nullopt:
/// there is none.
Result<std::optional<SsoSettings>> sso_behind(const Setup& setup, const std::string& profile,
                                              const CredentialSource& source);

/// The source for credential_source = NAME of `profile`. nullopt: it is not configured.
Result<std::optional<CredentialSource>> find_named_source(const Setup& setup, std::string_view name,
                                                          const std::string& profile);

}  // namespace latchkey
