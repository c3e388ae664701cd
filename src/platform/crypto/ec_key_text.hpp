// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <latchkey/secret.hpp>

// Parses the text of a private key. For src/platform.
namespace latchkey {

struct EcKeyNumbers {
  Secret number;             ///< of a P-256 private key, 32 bytes, most significant first; not validated
  std::string public_point;  ///< x and y, 32 bytes each; empty: absent
};

/// The numbers in the text of a PEM file, as EcKey::from_pem() takes it. nullopt: it is not a P-256 key.
std::optional<EcKeyNumbers> ec_key_numbers(std::string_view pem);

}  // namespace latchkey
