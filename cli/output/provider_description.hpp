// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/config/config.hpp"
#include "providers/provider_id.hpp"

namespace latchkey::cli {

/// Where a provider has its credentials, for people: "the keys in ~/.aws/credentials".
std::string source_text(const Config& config, ProviderId provider);

}  // namespace latchkey::cli
