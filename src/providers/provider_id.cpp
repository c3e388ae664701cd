// SPDX-License-Identifier: Apache-2.0
#include "providers/provider_id.hpp"

#include <cstddef>

namespace latchkey {
namespace {

struct Names {
  const char *name, *description;
};

constexpr Names kNames[] = {
#define PROVIDER(id, name, credential_source, scope, function, description) {name, description},
#include "providers/chain.def"
#undef PROVIDER
};

const Names& names_of(ProviderId provider) {
  return kNames[static_cast<std::size_t>(provider)];
}

}  // namespace

std::string name_of(ProviderId provider) {
  return names_of(provider).name;
}

std::string description_of(ProviderId provider) {
  return names_of(provider).description;
}

bool gives_role(ProviderId provider) {
  return provider == ProviderId::sso || provider == ProviderId::web_identity;
}

bool reads_keys_of_profile(ProviderId provider) {
  return provider == ProviderId::shared_credentials_file || provider == ProviderId::config_file;
}

bool is_metadata_service(ProviderId provider) {
  return provider == ProviderId::container || provider == ProviderId::instance_metadata;
}

bool reads_no_profile(ProviderId provider) {
  return provider == ProviderId::env || provider == ProviderId::ec2_credentials_file ||
         provider == ProviderId::boto_config || is_metadata_service(provider);
}

}  // namespace latchkey
