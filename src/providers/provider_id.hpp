// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace latchkey {

/// The providers of the chain, in the order of chain.def.
enum class ProviderId : std::uint8_t {
#define PROVIDER(id, name, credential_source, scope, function, description) id,
#include "providers/chain.def"
#undef PROVIDER
};

/// botocore's name: "assume-role".
std::string name_of(ProviderId provider);

/// The description for users: "EC2 instance metadata".
std::string description_of(ProviderId provider);

/// Whether its credentials are those of a role, so that a role assumed with them lasts one hour at most.
bool gives_role(ProviderId provider);

/// Whether it reads a profile's keys from one of the two shared files.
bool reads_keys_of_profile(ProviderId provider);

/// Whether it calls a metadata service of the machine.
bool is_metadata_service(ProviderId provider);

/// Whether it is independent of profiles.
bool reads_no_profile(ProviderId provider);

}  // namespace latchkey
