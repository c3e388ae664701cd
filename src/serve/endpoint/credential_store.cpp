// SPDX-License-Identifier: Apache-2.0
#include "serve/endpoint/credential_store.hpp"

#include <nlohmann/json.hpp>

#include "base/python_json.hpp"
#include "base/secret/credentials_json.hpp"
#include "base/secret/secret_json.hpp"
#include "base/timestamp.hpp"

namespace latchkey {
namespace {

SecretText not_yet_text() {
  return container_error_text("CredentialsNotReady", "latchkey is still getting these credentials");
}

}  // namespace

TimePoint ask_again_at(const Credentials& credentials, TimePoint now) {
  constexpr std::chrono::hours kLongTermLasts{1};
  return credentials.expiration.value_or(now + kLongTermLasts);
}

SecretText container_credentials_text(const Credentials& credentials, TimePoint now) {
  OrderedSecretJson document;
  auto& json = *document;
  add_keys(json, credentials, {.token = "Token"});
  json["Expiration"] = utc_text(ask_again_at(credentials, now));
  if (credentials.account_id) json["AccountId"] = *credentials.account_id;
  return python_json(json);
}

SecretText container_error_text(const std::string& code, const std::string& message) {
  nlohmann::ordered_json json;
  json["code"] = code;
  json["message"] = message;
  return python_json(json);
}

CredentialStore::CredentialStore(const std::vector<std::string>& profiles) {
  for (const auto& profile : profiles)
    entries_[profile].trouble = std::make_shared<const SecretText>(not_yet_text());
}

void CredentialStore::put(const std::string& profile, const Credentials& credentials) {
  auto text = std::make_shared<const SecretText>(container_credentials_text(credentials, {}));
  const std::lock_guard lock(mutex_);
  auto& entry = entries_.at(profile);
  entry.credentials = credentials;
  entry.text = std::move(text);
  entry.wanted_since.reset();
}

void CredentialStore::put(const std::string& profile, const Error& error) {
  const auto words = error.message + (error.hint.empty() ? "" : " (" + error.hint + ')');
  auto text = std::make_shared<const SecretText>(container_error_text("CredentialsUnavailable", words));
  const std::lock_guard lock(mutex_);
  entries_.at(profile).trouble = std::move(text);
}

std::optional<CredentialStore::Item> CredentialStore::at(std::string_view profile, TimePoint now) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(profile);
  if (found == entries_.end()) return std::nullopt;
  const Entry& entry = found->second;
  if (!entry.wanted_since) entry.wanted_since = now;
  if (!entry.is_good(now)) return Item{false, entry.trouble};
  if (entry.credentials->expiration) return Item{true, entry.text};
  return Item{true, std::make_shared<const SecretText>(container_credentials_text(*entry.credentials, now))};
}

std::optional<Credentials> CredentialStore::credentials_at(std::string_view profile, TimePoint now) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(profile);
  if (found == entries_.end() || !found->second.is_good(now)) return std::nullopt;
  return found->second.credentials;
}

std::optional<TimePoint> CredentialStore::wanted_since(const std::string& profile) const {
  const std::lock_guard lock(mutex_);
  return entries_.at(profile).wanted_since;
}

}  // namespace latchkey
