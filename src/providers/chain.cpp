// SPDX-License-Identifier: Apache-2.0
#include "providers/chain.hpp"

#include "aws/request/metadata_settings.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

namespace latchkey {

#define PROVIDER(id, name, credential_source, scope, function, description) Provider function;
#include "providers/chain.def"
#undef PROVIDER

namespace {

/// When a provider is used: `ambient` only if no profile is named; `role` and `profile` for a profile's
/// settings, `profile` also for source profiles; `machine` after all files.
enum class Scope { ambient, role, profile, machine };

struct Entry {
  ProviderId id;
  std::string_view credential_source;
  Scope scope;
  Provider* provider;
};

constexpr Entry kChain[] = {
#define PROVIDER(id, name, credential_source, scope, function, description) \
  {ProviderId::id, credential_source, Scope::scope, function},
#include "providers/chain.def"
#undef PROVIDER
};

bool takes_part(const Entry& entry, const Setup& setup) {
  return entry.scope != Scope::ambient || !setup.selection.is_explicit;
}

/// Calls a provider. Adds the file and the line to its errors, and to those of the source that it returns.
Result<std::optional<CredentialSource>> ask(const Entry& entry, const ProviderInput& input) {
  const Config& config = input.setup.config;
  auto source = entry.provider(input);
  if (!source) return tl::unexpected(config.located(std::move(source).error()));
  if (!*source) return std::nullopt;
  (*source)->load = [&config, load = std::move((*source)->load)](const LoadOptions& options) {
    return load(options).map_error([&config](Error error) { return config.located(std::move(error)); });
  };
  return source;
}

Result<std::optional<CredentialSource>> first_of(const Setup& setup, const std::string& profile,
                                                 bool with_roles) {
  const ProviderInput input{setup, profile, true};
  for (const auto& entry : kChain) {
    if (entry.scope != Scope::profile && !(with_roles && entry.scope == Scope::role)) continue;
    TRY(auto source, ask(entry, input));
    if (source) return source;
  }
  return std::nullopt;
}

}  // namespace

CredentialSource ready_source(ProviderId provider, Credentials credentials) {
  credentials.source = name_of(provider);
  return {provider, std::nullopt,
          [found = std::move(credentials)](const LoadOptions&) -> Result<Credentials> { return found; }};
}

Result<CredentialSource> find_source(const Setup& setup) {
  return resolve_chain(setup).source;
}

namespace {

/// The hint if no profile is selected.
std::string how_to_choose(const Config& config) {
  constexpr std::size_t kFew = 5;
  const auto names = config.names();
  if (names.empty()) return "there are no profiles yet: latchkey why says what to write, and where";
  if (names.size() > kFew) return "name a profile with --profile; latchkey list shows them";
  return "name a profile with --profile: " + text::join(names, ", ");
}

}  // namespace

tl::unexpected<Error> nothing_found(const Setup& setup) {
  const std::string profile = setup.selection.profile_name();
  const bool exists = setup.profile() != nullptr;
  return fail(
      Cause::no_credentials,
      "unable to locate credentials" +
          (exists ? " for profile " + profile : ": no profile is selected and there is no default profile"),
      exists ? "add keys, role_arn or credential_process to it, or name another profile with --profile"
             : how_to_choose(setup.config));
}

ResolvedChain resolve_chain(const Setup& setup) {
  const ProviderInput input{setup, setup.selection.profile_name(), false};
  ResolvedChain chain{tl::unexpected(Error{}), {}};
  chain.links.reserve(std::size(kChain));
  bool is_over = false;
  for (const auto& entry : kChain) {
    auto& link = chain.links.emplace_back(ChainLink{entry.id, ChainLink::State::left_out, std::nullopt});
    if (!takes_part(entry, setup)) continue;
    link.state = is_over ? ChainLink::State::not_asked : ChainLink::State::not_set_up;
    if (is_over) continue;
    auto source = ask(entry, input);
    if (!source) {
      link.state = ChainLink::State::broken;
      link.error = source.error();
      chain.source = tl::unexpected(std::move(source).error());
    } else {
      setup.host.debug("chain: " + name_of(entry.id) + (*source ? ": answers" : ": not set up"));
      if (*source) link.state = ChainLink::State::answers;
      if (*source) chain.source = std::move(**source);
    }
    is_over = link.state != ChainLink::State::not_set_up;
  }
  if (!is_over) chain.source = nothing_found(setup);
  if (const auto metadata = metadata_settings(setup); !metadata)
    chain.source = tl::unexpected(metadata.error());
  return chain;
}

Result<std::optional<CredentialSource>> find_source_of_profile(const Setup& setup,
                                                               const std::string& profile) {
  return first_of(setup, profile, true);
}

Result<std::optional<CredentialSource>> find_base_of_profile(const Setup& setup, const std::string& profile) {
  return first_of(setup, profile, false);
}

Result<std::optional<CredentialSource>> find_named_source(const Setup& setup, std::string_view name,
                                                          const std::string& profile) {
  const ProviderInput input{setup, profile, false};
  for (const auto& entry : kChain) {
    if (entry.credential_source == name) return ask(entry, input);
  }
  return std::nullopt;
}

Result<std::optional<SsoSettings>> sso_behind(const Setup& setup, const std::string& profile,
                                              const CredentialSource& source) {
  if (source.provider == ProviderId::sso) return sso_settings(setup.config, profile);
  const auto* base = source.roles ? setup.config.find(source.roles->base_profile) : nullptr;
  if (base == nullptr || !may_be_sso(*base)) return std::nullopt;
  TRY(const auto base_source, find_base_of_profile(setup, base->name));
  if (!base_source || base_source->provider != ProviderId::sso) return std::nullopt;
  return sso_settings(setup.config, base->name);
}

}  // namespace latchkey
