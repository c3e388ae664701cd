// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "aws/sts/sts.hpp"
#include "base/secret/secret_text.hpp"
#include "platform/host.hpp"
#include <latchkey/credentials.hpp>

// One file of botocore's JSON credential cache. The format is docs/cache-format.md.
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
  bool is_no_file = false;                 ///< of `unreadable`: no tool can store the role there
  /// Of `unreadable` because others may write the file: until when other tools, which do not check that, use
  /// it.
  std::optional<TimePoint> trusted_until = std::nullopt;
};

/// "valid", "expiring", ...: how `--json` spells it.
const char* name_of(CacheEntry::State state);

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

}  // namespace latchkey
