// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/config/setup.hpp"
#include "providers/provider_id.hpp"

namespace latchkey::cli {

/// The source of a provider's credentials, for messages: "the keys in ~/.aws/credentials".
std::string source_text(const Setup& setup, ProviderId provider);

}  // namespace latchkey::cli
