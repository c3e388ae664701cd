// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "aws/sts.hpp"
#include "platform/host.hpp"
#include <latchkey/credentials.hpp>
#include <latchkey/error.hpp>

// botocore's JSON credential cache, in both folders where tools look for it: ~/.aws/boto/cache (SAM CLI,
// botocore's JSONFileCache) and ~/.aws/cli/cache (AWS CLI). The format is docs/cache-format.md.
namespace latchkey {

/// What a cache file turned out to be. All but `valid` count as absent, and the next write repairs them.
struct CacheEntry {
  enum class State {
    valid,     ///< 15 minutes or more left
    expiring,  ///< less than that: for every tool it does not exist
    absent,
    broken,      ///< not JSON, not an object, a member missing, a time without zone: other tools fail on it
    unreadable,  ///< may not be read
  };
  State state = State::absent;
  std::string path;
  std::string reason;                      ///< of `broken` and `unreadable`
  std::optional<Credentials> credentials;  ///< of `valid` and `expiring`
};

/// With less than this left an entry does not count (botocore/credentials.py:726).
constexpr std::chrono::seconds kLeastTimeLeft{900};

/// Reads the text of one entry. Pure, so that it can be fuzzed.
CacheEntry parse_cache_entry(std::string_view text, TimePoint now, const std::function<LocalZone()>& zone);

/// The text of an entry as botocore writes it: one line, ASCII, times as "...UTC".
std::string cache_entry_text(const StsReply<CredentialsReply>& reply);
/// The same of credentials from IAM Identity Center, which `aws sso logout` knows by it; the time as "...Z".
std::string sso_entry_text(const Credentials& credentials);

class RoleCache {
 public:
  explicit RoleCache(const Host& host);
  /// AWS CLI's folder alone: for what no other tool looks for, and `aws sso logout` removes from there alone.
  static RoleCache of_aws_cli(const Host& host);

  /// The entry of each folder. A half-written one is read again for a moment, as AWS CLI v2 writes in place.
  std::vector<CacheEntry> look_up(const std::string& key) const;
  /// The valid entry with the most time left.
  std::optional<Credentials> find(const std::string& key) const;

  /// That both folders can be written, before a code is spent. Errors: io.
  Result<void> check_writable() const;
  /// Writes both. A folder that fails does not keep the other from being written. Errors: io - of the first.
  Result<void> store(const std::string& key, const StsReply<CredentialsReply>& reply) const;
  Result<void> store_sso(const std::string& key, const Credentials& credentials) const;
  /// Copies a valid entry to the folder that lacks it, so that every tool finds it. Errors: io.
  Result<void> spread(const std::string& key) const;
  /// Removes both. Returns how many there were. Errors: io.
  Result<int> forget(const std::string& key) const;
  /// Removes every entry with credentials, whichever tool made it. Returns the keys. Other files stay.
  /// Errors: io.
  Result<std::set<std::string>> forget_all() const;

 private:
  std::string path_in(const std::string& folder, const std::string& key) const;
  CacheEntry read(const std::string& path) const;
  Result<void> store_text(const std::string& key, std::string text) const;

  const Host* host_;
  std::vector<std::string> folders_;
};

}  // namespace latchkey
