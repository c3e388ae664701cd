// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "providers/chain.hpp"
#include "providers/role_chain_resolver.hpp"

namespace latchkey {

Provider assume_role_provider;

namespace {

constexpr ProviderId kProvider = ProviderId::assume_role;

}  // namespace

Result<CredentialSource> find_base_of_roles(const Setup& setup, const std::string& first,
                                            const std::string& base_profile,
                                            const std::string& credential_source) {
  if (credential_source.empty()) {
    TRY(auto source, find_base_of_profile(setup, base_profile));
    if (source) return *std::move(source);
    return fail(Cause::source_without_credentials,
                "the source profile \"" + base_profile + "\" must have credentials",
                "add aws_access_key_id and aws_secret_access_key to it (" +
                    setup.config.find(first)->name_in_file("source_profile") + " of " + first + " names it)",
                setup.config.find(first)->origin_of("source_profile"));
  }
  const bool has_token_file = setup.host.env.find_filled("AWS_WEB_IDENTITY_TOKEN_FILE") != nullptr;
  const auto none = [name = credential_source, first, has_token_file] {
    return fail(Cause::credential_source_empty,
                "no credentials found in credential_source " + name + " referenced in profile " + first,
                name != "Environment" ? "that source exists only inside AWS"
                : has_token_file
                    ? "AWS_WEB_IDENTITY_TOKEN_FILE is not one of its sources: name a profile with "
                      "web_identity_token_file and role_arn in source_profile"
                    : "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
                Origin::of_setting(first, "credential_source"));
  };
  TRY(auto source, find_named_source(setup, credential_source, first));
  if (!source) return none();
  // Whether this machine has a role is known only after a call.
  return CredentialSource{
      source->provider, std::nullopt,
      [load = std::move(source->load), none](const LoadOptions& options) -> Result<Credentials> {
        auto found = load(options);
        if (!found && found.error().kind == ErrorKind::missing) return none();
        return found;
      }};
}

/// Source: botocore/credentials.py:1535-1876.
Result<std::optional<CredentialSource>> assume_role_provider(const ProviderInput& in) {
  TRY(auto plan, plan_roles(in.setup.config, in.profile));
  if (!plan) return std::nullopt;
  TRY(auto base,
      find_base_of_roles(in.setup, plan->steps.front().profile, plan->base_profile, plan->credential_source));
  CredentialSource source{kProvider, std::move(plan), {}};
  source.load = [&setup = in.setup, roles = *source.roles,
                 from = std::move(base)](const LoadOptions& options) {
    return RoleChainResolver(setup, roles, from, options).credentials_for_step(roles.steps.size());
  };
  return source;
}

}  // namespace latchkey
