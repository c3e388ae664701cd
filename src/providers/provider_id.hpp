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

/// For people: "EC2 instance metadata".
std::string description_of(ProviderId provider);

/// Whether its credentials are those of a role already, so that a role assumed with them lasts for at most
/// one hour.
bool gives_role(ProviderId provider);

/// Whether it reads the keys that a profile has in one of the two shared files.
bool reads_keys_of_profile(ProviderId provider);

/// Whether it asks a service of the machine that the process runs on.
bool is_metadata_service(ProviderId provider);

/// Whether it looks at no profile.
bool reads_no_profile(ProviderId provider);

}  // namespace latchkey
