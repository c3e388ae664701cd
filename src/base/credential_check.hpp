// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include <latchkey/credentials.hpp>

// Checks credentials and tokens before latchkey uses, stores or prints them. Every provider, reply and cache
// calls flaw_in(). A flaw is text for a message and never contains any of the value: "the secret access key
// contains a control character".
namespace latchkey {

/// Expirations are before this time, so that the year has four digits in every time zone.
constexpr TimePoint kEndOfExpirations = std::chrono::sys_days{std::chrono::year{9999} / 1 / 1};

struct NamedText {
  const char* name;  ///< "the session token"
  std::string_view text;
};

/// The first flaw of these texts; nullopt: none. A text has a flaw if it contains a control character (C0,
/// DEL or C1), is not UTF-8 or is longer than 32,000 bytes (a variable on Windows holds 32,767 characters).
/// Other characters are accepted, as botocore does.
std::optional<std::string> flaw_in(std::initializer_list<NamedText> texts);
/// The same for the value of a setting or a variable: "contains a control character".
std::optional<std::string> flaw_in(std::string_view text);

/// A flaw of an expiration alone: it is not before kEndOfExpirations.
std::optional<std::string> flaw_in(TimePoint expiration);
/// A flaw of a text or of the expiration of `found`.
std::optional<std::string> flaw_in(const Credentials& found);
/// The same for credentials that a service has just issued: they must also not have expired at `now`.
std::optional<std::string> flaw_in(const Credentials& found, TimePoint now);

/// Whether the prefix of an access key ID marks a temporary key. AWS issues temporary keys always, and
/// long-term keys never, with a session token.
bool is_temporary_key(std::string_view id);
bool is_long_term_key(std::string_view id);

}  // namespace latchkey
