// SPDX-License-Identifier: Apache-2.0
#include "diagnose/facts.hpp"

#include <algorithm>

#include "aws/config/paths.hpp"
#include "aws/request/endpoints.hpp"
#include "platform/files/files.hpp"

namespace latchkey::diagnose {
namespace {

/// Whether the user has configured how instance metadata is reached.
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

/// As Linux shows it, with Nitro and with Xen. Other systems do not tell.
bool is_ec2_instance() {
  return file_begins_with("/sys/class/dmi/id/sys_vendor", "Amazon EC2") ||
         file_begins_with("/sys/hypervisor/uuid", "ec2");
}

/// The profile and those that its source_profile links lead to, as far as they go.
std::vector<const Profile*> linked_profiles(const Config& config, const std::string& name) {
  std::vector<const Profile*> found;
  const auto* profile = config.find(name);
  while (profile != nullptr && std::find(found.begin(), found.end(), profile) == found.end()) {
    const bool has_keys = profile->has("aws_access_key_id") || profile->has("aws_secret_access_key");
    const bool is_source = !found.empty();
    found.push_back(profile);
    if (!has_role_settings(*profile) || (is_source && has_keys) || profile->has("credential_source")) break;
    const auto* source = profile->text("source_profile");
    profile = source != nullptr ? config.find(*source) : nullptr;
  }
  return found;
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
  if (!facts.key_source || facts.key_source->provider != ProviderId::web_identity) return;
  if (auto found = web_identity({facts.setup, base, facts.key_source->as_source}))
    facts.web_identity = *std::move(found);
}

}  // namespace

Facts resolve_facts(const Setup& setup, std::string chosen_by) {
  Facts facts{.setup = setup,
              .now = setup.host.now(),
              .home = paths::home(setup.host.env),
              .profile = setup.selection.profile_name(),
              .chosen_by = std::move(chosen_by),
              .linked = linked_profiles(setup.config, setup.selection.profile_name()),
              .chain = resolve_chain(setup),
              .base = std::nullopt,
              .key_source = std::nullopt,
              .sso = std::nullopt,
              .web_identity = std::nullopt,
              .steps = {}};
  // An endpoint that cannot be resolved is a finding of its own.
  const auto endpoint =
      sts_endpoint(setup.region, setup.settings(), setup.host.env, setup.config, setup.profile());
  facts.is_at_aws = !endpoint || !endpoint->is_configured;
  if (!facts.chain.source) return facts;
  const auto& source = *facts.chain.source;
  facts.is_metadata_a_guess =
      source.provider == ProviderId::instance_metadata && !names_metadata(setup) && !is_ec2_instance();
  resolve_keys(facts, source);
  facts.sso = sso_behind(setup, facts.profile, source);
  if (source.roles) facts.steps = look_up(*source.roles, RoleCache(setup.host, sts_identity(setup)));
  return facts;
}

}  // namespace latchkey::diagnose
