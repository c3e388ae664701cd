// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <latchkey/secret.hpp>

// The part of a private key that is only text. For src/platform.
namespace latchkey {

struct EcKeyNumbers {
  Secret number;  ///< of P-256's private key, 32 bytes, most significant first; not looked at further
  std::string public_point;  ///< x and y, 32 bytes each; empty: it is not there
};

/// The numbers in the text of a PEM file, as EcKey::from_pem() takes it. nullopt: it is no key of P-256's.
std::optional<EcKeyNumbers> ec_key_numbers(std::string_view pem);

}  // namespace latchkey
