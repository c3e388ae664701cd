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

/// The latest credentials of some profiles, as the container-credentials protocol sends them. Whoever renews
/// puts them in, whoever asks gets them at once. Thread-safe.
class CredentialStore {
 public:
  explicit CredentialStore(const std::vector<std::string>& profiles);

  /// Credentials, or why there are none, which counts once those before have run out.
  void put(const std::string& profile, const Credentials& credentials);
  void put(const std::string& profile, const Error& error);

  struct Item {
    bool is_good = false;
    SharedText text;  ///< one JSON object: the credentials, or "code" and "message"
  };
  /// What there is at `now`. nullopt: this profile is not served.
  std::optional<Item> at(std::string_view profile, TimePoint now) const;

  /// The same as they are. nullopt: there are none.
  std::optional<Credentials> credentials_at(std::string_view profile, TimePoint now) const;
  /// Since when somebody has been asking for a profile: the first time after the last ones were put in.
  /// nullopt: nobody has.
  std::optional<TimePoint> wanted_since(const std::string& profile) const;

 private:
  struct Entry {
    std::optional<Credentials> credentials;
    SharedText text;  ///< of the credentials; long-term ones have another one at each time
    SharedText trouble;
    mutable std::optional<TimePoint> wanted_since;

    bool is_good(TimePoint now) const {
      return credentials && credentials->last(std::chrono::seconds(1), now);
    }
  };

  mutable std::mutex mutex_;
  std::map<std::string, Entry, std::less<>> entries_;  // their names never change
};

/// When they are to be asked for again: at their end; long-term keys, which have none, in an hour. Pure.
TimePoint ask_again_at(const Credentials& credentials, TimePoint now);

/// {"AccessKeyId", "SecretAccessKey", "Token", "Expiration", "AccountId"}. Long-term keys, which the protocol
/// does not know, have an empty token and run out in an hour, so that they are asked for again. Pure. Source:
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
SecretText container_credentials_text(const Credentials& credentials, TimePoint now);

/// {"code", "message"}, as SDKs show it. Pure.
SecretText container_error_text(const std::string& code, const std::string& message);

}  // namespace latchkey
