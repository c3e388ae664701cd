// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/secret/secret_text.hpp"
#include <latchkey/credentials.hpp>
#include <latchkey/error.hpp>

namespace latchkey {

/// A text that several replies share. The last of them overwrites it.
using SharedText = std::shared_ptr<const SecretText>;

/// The latest credentials of the served profiles, in the format of the container-credentials protocol. The
/// refresh thread stores them, and requests read them without waiting. Thread-safe.
class CredentialStore {
 public:
  explicit CredentialStore(const std::vector<std::string>& profiles);

  /// Stores credentials, or an error that applies once the previous credentials have expired.
  void put(const std::string& profile, const Credentials& credentials);
  void put(const std::string& profile, const Error& error);

  struct Item {
    bool is_good = false;
    SharedText text;  ///< one JSON object: the credentials, or "code" and "message"
  };
  /// The entry at `now`. nullopt: this profile is not served.
  std::optional<Item> at(std::string_view profile, TimePoint now) const;

  /// The credentials at `now`. nullopt: there are none.
  std::optional<Credentials> credentials_at(std::string_view profile, TimePoint now) const;
  /// The time of the first request for a profile since its credentials were stored. nullopt: no request.
  std::optional<TimePoint> wanted_since(const std::string& profile) const;

 private:
  struct Entry {
    std::optional<Credentials> credentials;
    SharedText text;  ///< of the credentials; that of long-term keys depends on the time
    SharedText trouble;
    mutable std::optional<TimePoint> wanted_since;

    bool is_good(TimePoint now) const {
      return credentials && credentials->last(std::chrono::seconds(1), now);
    }
  };

  mutable std::mutex mutex_;
  std::map<std::string, Entry, std::less<>> entries_;  // the set of names never changes
};

/// When clients should request them again: at their expiration, or in an hour for long-term keys. Pure.
TimePoint ask_again_at(const Credentials& credentials, TimePoint now);

/// {"AccessKeyId", "SecretAccessKey", "Token", "Expiration", "AccountId"}. Long-term keys, which the protocol
/// does not support, have an empty token and expire in an hour, so that clients request them again. Pure.
/// Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
SecretText container_credentials_text(const Credentials& credentials, TimePoint now);

/// {"code", "message"}, which SDKs show. Pure.
SecretText container_error_text(const std::string& code, const std::string& message);

}  // namespace latchkey
