// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/ini/ini.hpp"
#include "providers/provider.hpp"

namespace latchkey {

/// The keys of one section of one file. nullptr or no access key: nullopt. Keys of the two files are never
/// combined. Source: botocore/credentials.py:1363-1486. Errors: config - the secret is missing.
Result<std::optional<CredentialSource>> static_keys(const ini::Section* section, ProviderId provider,
                                                    const std::string& path);

}  // namespace latchkey
