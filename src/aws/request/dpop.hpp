// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "platform/crypto/ec_key.hpp"
#include <latchkey/credentials.hpp>

namespace latchkey {

/// The DPoP header of a POST to `url`: a token (RFC 9449) that proves that the sender has the key of its
/// refresh token, without revealing the key. `id`: a new UUID for each proof. Source:
/// botocore/credentials.py:2494-2535.
std::string dpop_proof(const EcKey& key, const std::string& url, TimePoint at, const std::string& id);

}  // namespace latchkey
