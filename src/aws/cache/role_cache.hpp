// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "aws/cache/cache_entry.hpp"
#include "platform/files/files.hpp"
#include "platform/host.hpp"
#include <latchkey/credentials.hpp>
#include <latchkey/error.hpp>

// botocore's JSON credential cache, in both folders where tools look for it: ~/.aws/boto/cache (SAM CLI,
// botocore's JSONFileCache) and ~/.aws/cli/cache (AWS CLI). docs/cache-format.md describes the format.
namespace latchkey {

/// The shared caches as seen by a caller of one endpoint. The file names do not contain the endpoint, because
/// they are botocore's. So an entry that a configured endpoint made carries a mark, which other tools ignore:
/// only callers of that endpoint use it, and it never replaces a valid entry of another endpoint. An entry
/// without a mark is AWS's or another tool's; every caller uses it, as botocore does. docs/decisions/0015.
class RoleCache {
 public:
  RoleCache(const Host& host, std::string endpoint);
  /// Only AWS CLI's folder, for entries that only AWS CLI reads and `aws sso logout` removes.
  static RoleCache of_aws_cli(const Host& host, std::string endpoint);

  /// The entry of each folder, then the one in ~/.aws/latchkey/endpoints, if it is valid. Retries a partial
  /// entry for a moment, because AWS CLI v2 writes in place.
  std::vector<CacheEntry> look_up(const std::string& key) const;
  /// The entry with the most time left, if that is `least_left` or more.
  std::optional<Credentials> find(const std::string& key,
                                  std::chrono::seconds least_left = kLeastTimeLeft) const;
  /// The same. Also replaces a broken entry, on which other tools fail, by a valid one from the other folder.
  std::optional<Credentials> find_and_repair(const std::string& key, std::chrono::seconds least_left) const;

  /// Reserves disk space for one entry in each folder, before a code is used. Errors: io.
  Result<std::vector<files::Reservation>> reserve() const;
  /// Writes both, even if one fails. Errors: io - of the first failure.
  Result<void> store(const std::string& key, const StsReply<CredentialsReply>& reply) const;
  Result<void> store_sso(const std::string& key, const Credentials& credentials) const;
  /// Copies a valid entry to the folder that lacks it, so that every tool finds it. Errors: io.
  Result<void> replicate(const std::string& key) const;
  /// Removes both. Returns the number of removed entries. Errors: io.
  Result<int> forget(const std::string& key) const;
  /// Removes every entry with credentials, of any tool. Returns the keys. Does not remove other files.
  /// Errors: io.
  Result<std::set<std::string>> forget_all() const;
  /// Removes all entries in ~/.aws/latchkey/endpoints. Errors: io.
  static Result<void> forget_endpoint_entries(const Host& host);
  /// Whether there is any.
  static bool has_endpoint_entries(const Host& host);

 private:
  const CacheEntry* best_of(const std::vector<CacheEntry>& entries, std::chrono::seconds least_left) const;
  /// Copies the file at `from` over the entries for which `is_replaced` returns true. Errors: io - of the
  /// first failure.
  Result<void> copy(const std::string& from, const std::vector<CacheEntry>& entries,
                    bool (*is_replaced)(const CacheEntry&)) const;
  std::string path_in(const std::string& folder, const std::string& key) const;
  CacheEntry read(const std::string& path) const;
  /// The expiration of the credentials in a file that is not safe to use.
  std::optional<TimePoint> end_without_checks(const std::string& path) const;
  Result<void> store_text(const std::string& key, const SecretText& text) const;
  bool may_replace(const CacheEntry& entry) const;
  /// The path of a configured endpoint's entry if the shared one must not be replaced.
  std::string endpoint_path(const std::string& key) const;

  const Host* host_;
  std::string endpoint_;
  std::vector<std::string> folders_;
};

/// The warning that credentials were not stored, with the reason.
std::string not_stored(const Error& error);

}  // namespace latchkey
