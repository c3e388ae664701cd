// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/config/config.hpp"
#include "providers/provider_id.hpp"

namespace latchkey::cli {

/// The source of a provider's credentials, for messages: "the keys in ~/.aws/credentials".
std::string source_text(const Config& config, ProviderId provider);

}  // namespace latchkey::cli
