// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret/secret_text.hpp"

// Encryption by the system, with a key that it keeps for this user, of what only latchkey reads. Elsewhere
// than on Windows (DPAPI) there is none: a key beside the file would hide nothing.
namespace latchkey::user_encryption {

/// How it is called in files; empty: there is none here.
std::string_view scheme();
/// The bytes that only this user, on this machine, can open; nothing is shown for it. nullopt: the system
/// cannot do it, as for a user whose profile is not loaded.
std::optional<std::string> close(std::string_view secret);
/// nullopt: another user's, another machine's, or changed.
std::optional<SecretText> open(std::string_view closed);

}  // namespace latchkey::user_encryption
