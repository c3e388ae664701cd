// SPDX-License-Identifier: Apache-2.0
#include "diagnose/facts.hpp"

#include <algorithm>

#include "aws/cache/cache_key.hpp"
#include "aws/request/metadata_settings.hpp"
#include "base/try.hpp"
#include "platform/files/files.hpp"

namespace latchkey::diagnose {
namespace {

/// Whether the user has configured instance metadata.
bool names_metadata(const Setup& setup) {
  for (const auto* variable : {"AWS_EC2_METADATA_SERVICE_ENDPOINT", "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
                               "AWS_METADATA_SERVICE_TIMEOUT", "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
                               "AWS_EC2_METADATA_V1_DISABLED"}) {
    if (setup.host.env.find_filled(variable) != nullptr) return true;
  }
  for (const auto* key :
       {"ec2_metadata_service_endpoint", "ec2_metadata_service_endpoint_mode", "metadata_service_timeout",
        "metadata_service_num_attempts", "ec2_metadata_v1_disabled"}) {
    if (setup.profile() != nullptr && setup.profile()->has(key)) return true;
  }
  return false;
}

bool file_begins_with(const char* path, std::string_view start) {
  const auto data = files::read(path);
  return data && *data && (*data)->view().starts_with(start);
}

/// Whether Linux shows that this is an EC2 instance, with Nitro or Xen. Unknown on other systems.
bool is_ec2_instance() {
  return file_begins_with("/sys/class/dmi/id/sys_vendor", "Amazon EC2") ||
         file_begins_with("/sys/hypervisor/uuid", "ec2");
}

/// The profile and those of its source_profile chain, as far as they exist.
std::vector<const Profile*> linked_profiles(const Config& config, const std::string& name) {
  std::vector<const Profile*> found;
  const auto* profile = config.find(name);
  while (profile != nullptr && std::find(found.begin(), found.end(), profile) == found.end()) {
    const bool is_source = !found.empty();
    found.push_back(profile);
    profile = linked_profile(config, *profile, is_source);
  }
  return found;
}

/// Adds the settings of IAM Identity Center or the web identity, if the keys come from there.
void resolve_key_source(Facts& facts) {
  if (!facts.key_source) return;
  const auto& [profile, provider, as_source] = *facts.key_source;
  if (provider == ProviderId::sso) {
    if (auto found = sso_settings(facts.setup.config, profile)) facts.sso = *std::move(found);
  } else if (provider == ProviderId::web_identity) {
    if (auto found = web_identity({facts.setup, profile, as_source})) facts.web_identity = *std::move(found);
  }
}

void resolve_keys(Facts& facts, const CredentialSource& source) {
  const auto& base = source.roles ? source.roles->base_profile : facts.profile;
  if (base.empty()) return;
  facts.base = find_base_of_profile(facts.setup, base);
  if (!source.roles) {
    facts.key_source = KeySource{base, source.provider, false};
  } else if (facts.base && *facts.base) {
    facts.key_source = KeySource{base, (*facts.base)->provider, true};
  }
  resolve_key_source(facts);
}

Facts facts_of_selection(const Setup& setup, std::shared_ptr<SharedFacts> shared, std::string chosen_by) {
  Facts facts{.setup = setup,
              .shared = std::move(shared),
              .now = {},
              .home = {},
              .profile = setup.selection.profile_name(),
              .chosen_by = std::move(chosen_by),
              .linked = {},
              .chain = {tl::unexpected(Error{}), {}},
              .base = std::nullopt,
              .key_source = std::nullopt,
              .sso = std::nullopt,
              .web_identity = std::nullopt,
              .steps = {},
              .sts = sts_endpoint_of(setup)};
  facts.now = facts.shared->now;
  facts.home = facts.shared->home;
  return facts;
}

bool holds(const RoleCache& cache, const RoleStep& step) {
  return cache.find(role_cache_key(step), least_time_left(step)).has_value();
}

}  // namespace

const Profile* linked_profile(const Config& config, const Profile& profile, bool is_source) {
  const bool has_keys = profile.has("aws_access_key_id") || profile.has("aws_secret_access_key");
  if (!has_role_settings(profile) || (is_source && has_keys) || profile.has("credential_source"))
    return nullptr;
  const auto* source = profile.text("source_profile");
  return source != nullptr ? config.find(*source) : nullptr;
}

bool is_cached(const Facts& facts) {
  const Setup& setup = facts.setup;
  if (facts.is_from(ProviderId::sso)) {
    const auto* settings = facts.sign_in();
    if (settings == nullptr) return false;
    const auto endpoint = portal_identity(setup, setup.selection.settings_name(), settings->session.region);
    return RoleCache::of_aws_cli(setup.host, endpoint).find(sso_role_key(*settings)).has_value();
  }
  const RoleCache cache(setup.host, facts.sts_identity());
  if (facts.role_chain != nullptr) return holds(cache, role_step(*facts.role_chain->profile));
  return facts.is_from(ProviderId::web_identity) && facts.web_identity && facts.web_identity->is_cached &&
         holds(cache, facts.web_identity->step);
}

Facts resolve_facts(const Setup& setup, std::string chosen_by) {
  auto facts = facts_of_selection(setup, std::make_shared<SharedFacts>(setup), std::move(chosen_by));
  facts.linked = linked_profiles(setup.config, facts.profile);
  facts.chain = resolve_chain(setup);
  if (!facts.chain.source) return facts;
  const auto& source = *facts.chain.source;
  facts.is_metadata_a_guess =
      source.provider == ProviderId::instance_metadata && !names_metadata(setup) && !is_ec2_instance();
  resolve_keys(facts, source);
  if (!source.roles) return facts;
  facts.role_chain = facts.shared->chains.find(facts.profile).value_or(nullptr);
  facts.steps = look_up(*source.roles, RoleCache(setup.host, facts.sts_identity()), facts.now);
  return facts;
}

Survey::Survey(Setup& setup) : setup_(setup), shared_(std::make_shared<SharedFacts>(setup)) {}

Facts Survey::facts_of(const Profile& profile) {
  setup_.selection = {std::string(profile.name), true};
  setup_.region.reset();
  setup_.region_origin = {};
  select_region(setup_, std::optional(setup_.region_argument));
  auto facts = facts_of_selection(setup_, shared_, "argument");
  facts.linked = {&profile};
  facts.wants_advice = false;
  facts.chain.source = source_of(profile, facts).map_error([&](Error error) {
    return setup_.config.located(std::move(error));
  });
  if (!facts.chain.source) {
    facts.role_chain = nullptr;
    return facts;
  }
  resolve_key_source(facts);
  if (auto metadata = metadata_settings(setup_); !metadata)
    facts.chain.source = tl::unexpected(std::move(metadata).error());
  return facts;
}

Result<CredentialSource> Survey::source_of(const Profile& profile, Facts& facts) {
  TRY(facts.role_chain, shared_->chains.find(facts.profile));
  if (facts.role_chain != nullptr) {
    const auto& first = *facts.role_chain->first;
    TRY(auto base, base_of(first));
    if (first.base != nullptr) {
      facts.key_source = KeySource{std::string(first.base->name), base.provider, true};
      facts.base = std::move(base);
    }
    return CredentialSource{ProviderId::assume_role, std::nullopt, {}};
  }
  CHECK(setup_.config.check(profile));
  TRY(auto source, find_source_of_profile(setup_, facts.profile));
  if (!source) return fail(Cause::no_credentials, "no credentials are configured");
  facts.key_source = KeySource{facts.profile, source->provider, false};
  facts.base = source->provider == ProviderId::mfa_session ? find_base_of_profile(setup_, facts.profile)
                                                           : Result<std::optional<CredentialSource>>(*source);
  return *std::move(source);
}

Result<CredentialSource> Survey::base_of(const RoleChain& first) {
  if (first.base != nullptr && first.base == last_base_) return *last_base_source_;
  const auto* named = first.profile->text("credential_source");
  TRY(auto base, find_base_of_roles(setup_, first.profile->name,
                                    first.base != nullptr ? std::string(first.base->name) : "",
                                    named != nullptr ? std::string(*named) : ""));
  if (first.base != nullptr) {
    last_base_ = first.base;
    last_base_source_ = base;
  }
  return base;
}

}  // namespace latchkey::diagnose
