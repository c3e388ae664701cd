// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/config/config.hpp"

namespace latchkey::cli {

/// Where a provider without a role has its credentials, for people: "the keys in ~/.aws/credentials". One
/// that is not known here keeps botocore's name.
std::string source_words(const Config& config, const std::string& method);

}  // namespace latchkey::cli
