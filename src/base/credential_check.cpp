// SPDX-License-Identifier: Apache-2.0
#include "base/credential_check.hpp"

#include "base/timestamp.hpp"
#include "base/unicode.hpp"

namespace latchkey {
namespace {

constexpr std::size_t kLongest = 32'000;

bool is_control(char32_t c) {
  constexpr char32_t kBlank = 0x20, kDelete = 0x7F, kLastControl = 0x9F;
  return c < kBlank || (c >= kDelete && c <= kLastControl);
}

}  // namespace

std::optional<std::string> flaw_in(std::string_view text) {
  if (text.size() > kLongest) return "is longer than " + std::to_string(kLongest) + " bytes";
  if (!unicode::is_valid(text)) return "is not valid UTF-8";
  while (!text.empty()) {
    if (is_control(unicode::next(text))) return "contains a control character";
  }
  return std::nullopt;
}

std::optional<std::string> flaw_in(std::initializer_list<NamedText> texts) {
  for (const auto& [name, text] : texts) {
    if (const auto flaw = flaw_in(text)) return std::string(name) + ' ' + *flaw;
  }
  return std::nullopt;
}

std::optional<std::string> flaw_in(TimePoint expiration) {
  if (expiration < kEndOfExpirations) return std::nullopt;
  return "the expiration is not before the year 9999";
}

std::optional<std::string> flaw_in(const Credentials& found) {
  if (auto flaw = flaw_in(
          {{"the access key ID", found.access_key_id},
           {"the secret access key", found.secret_access_key.reveal()},
           {"the session token", found.session_token ? found.session_token->reveal() : std::string_view()},
           {"the account ID", found.account_id ? *found.account_id : std::string_view()}})) {
    return flaw;
  }
  return found.expiration ? flaw_in(*found.expiration) : std::nullopt;
}

std::optional<std::string> flaw_in(const Credentials& found, TimePoint now) {
  if (auto flaw = flaw_in(found)) return flaw;
  if (!found.expiration || *found.expiration >= now) return std::nullopt;
  return "the credentials expired at " + utc_text(*found.expiration);
}

bool is_temporary_key(std::string_view id) {
  return id.starts_with("ASIA");
}

bool is_long_term_key(std::string_view id) {
  return id.starts_with("AKIA");
}

}  // namespace latchkey
