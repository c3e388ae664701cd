// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "aws/sts/sts.hpp"
#include "platform/files/files.hpp"
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
    unused,  ///< good for other tools, but of another endpoint, or longer than any role's credentials last
  };
  State state = State::absent;
  std::string path;
  std::string reason;                      ///< of `broken`, `unreadable` and `unused`
  std::optional<Credentials> credentials;  ///< of `valid`, `expiring` and `unused`
  std::string endpoint = {};               ///< the identity in its mark; empty: it has none
  bool is_kept = false;                    ///< of `unused`: this caller does not replace it
  /// Of `unreadable` because others may write the file: until when other tools, which do not check that, use
  /// it.
  std::optional<TimePoint> trusted_until = std::nullopt;
};

/// "valid", "expiring", ...: how `--json` spells it.
const char* name_of(CacheEntry::State state);

/// Whether something is in the entry's place that is not a file, so that no tool can store the role there.
bool is_not_a_file(const CacheEntry& entry);

/// With less than this left an entry does not count (botocore/credentials.py:726).
constexpr std::chrono::seconds kLeastTimeLeft{900};

/// Whether the tool that reads this entry's folder uses it. Other tools know neither the mark nor the limit
/// of 12 hours, and do not check who may write the file.
bool serves_other_tools(const CacheEntry& entry, TimePoint now);

/// Reads the text of one entry for a caller whose endpoint has that identity (aws/request/endpoints.hpp).
/// Pure, so that it can be fuzzed.
CacheEntry parse_cache_entry(std::string_view text, TimePoint now, const std::function<LocalZone()>& zone,
                             std::string_view endpoint);

/// The text of an entry as botocore writes it: one line, ASCII, times as "...UTC". `endpoint`: the identity
/// of the endpoint that replied. The entry of an endpoint other than AWS's carries it as its mark.
SecretText cache_entry_text(const StsReply<CredentialsReply>& reply, const std::string& endpoint);
/// The same of credentials from IAM Identity Center, which `aws sso logout` knows by it; the time as "...Z".
SecretText sso_entry_text(const Credentials& credentials, const std::string& endpoint);

/// The shared caches as seen by a caller of one endpoint. The file names do not contain the endpoint, because
/// they are botocore's. So an entry that a configured endpoint made carries a mark, which other tools ignore:
/// only callers of that endpoint use it, and it never replaces a valid entry of another endpoint. An entry
/// without a mark is AWS's or another tool's; every caller uses it, as botocore does. docs/decisions/0015.
class RoleCache {
 public:
  RoleCache(const Host& host, std::string endpoint);
  /// AWS CLI's folder alone: for what no other tool looks for, and `aws sso logout` removes from there alone.
  static RoleCache of_aws_cli(const Host& host, std::string endpoint);

  /// The entry of each folder, and then the one beside them, if it is valid. A half-written one is read again
  /// for a moment, as AWS CLI v2 writes in place.
  std::vector<CacheEntry> look_up(const std::string& key) const;
  /// The entry with the most time left, if that is `least_left` or more.
  std::optional<Credentials> find(const std::string& key,
                                  std::chrono::seconds least_left = kLeastTimeLeft) const;
  /// The same. Also writes a valid entry over a broken one beside it, on which other tools fail.
  std::optional<Credentials> find_and_repair(const std::string& key, std::chrono::seconds least_left) const;

  /// Reserves disk space for one entry in each folder, before a code is spent. Errors: io.
  Result<std::vector<files::Reservation>> reserve() const;
  /// Writes both. A folder that fails does not keep the other from being written. Errors: io - of the first.
  Result<void> store(const std::string& key, const StsReply<CredentialsReply>& reply) const;
  Result<void> store_sso(const std::string& key, const Credentials& credentials) const;
  /// Copies a valid entry to the folder that lacks it, so that every tool finds it. Errors: io.
  Result<void> replicate(const std::string& key) const;
  /// Removes both. Returns how many there were. Errors: io.
  Result<int> forget(const std::string& key) const;
  /// Removes every entry with credentials, whichever tool made it. Returns the keys. Other files stay.
  /// Errors: io.
  Result<std::set<std::string>> forget_all() const;
  /// Removes what was stored beside the shared caches, for every endpoint. Errors: io.
  static Result<void> forget_endpoint_entries(const Host& host);
  /// Whether anything is stored there.
  static bool has_endpoint_entries(const Host& host);

 private:
  const CacheEntry* best_of(const std::vector<CacheEntry>& entries, std::chrono::seconds least_left) const;
  /// Copies the file at `from` over the entries that `is_replaced` says. Errors: io - of the first.
  Result<void> copy(const std::string& from, const std::vector<CacheEntry>& entries,
                    bool (*is_replaced)(const CacheEntry&)) const;
  std::string path_in(const std::string& folder, const std::string& key) const;
  CacheEntry read(const std::string& path) const;
  /// When the credentials in a file end that is not safe to use.
  std::optional<TimePoint> end_without_checks(const std::string& path) const;
  Result<void> store_text(const std::string& key, const SecretText& text) const;
  bool may_replace(const CacheEntry& entry) const;
  /// Where a configured endpoint's entry goes if a shared one must not be replaced.
  std::string endpoint_path(const std::string& key) const;

  const Host* host_;
  std::string endpoint_;
  std::vector<std::string> folders_;
};

/// For a warning: credentials were not stored, and why.
std::string not_stored(const Error& error);

}  // namespace latchkey
