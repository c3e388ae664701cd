// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret/secret_text.hpp"

// Encrypts files that only latchkey reads, with a key that the system stores for this user (DPAPI on
// Windows). Other systems have no such encryption: a key next to the file would not hide anything.
namespace latchkey::user_encryption {

/// Its name in files; empty: this system has none.
std::string_view scheme();
/// Encrypts for this user on this machine, without a dialog. nullopt: the system cannot, for example because
/// the user's profile is not loaded.
std::optional<std::string> close(std::string_view secret);
/// Decrypts. nullopt: of another user or machine, or modified.
std::optional<SecretText> open(std::string_view closed);

}  // namespace latchkey::user_encryption
