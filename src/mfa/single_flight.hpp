// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "platform/files/file_lock.hpp"
#include "platform/host.hpp"
#include <latchkey/error.hpp>

// Serializes MFA prompts and AssumeRole calls across processes: one process makes them, and the others wait
// for its result.
namespace latchkey {

/// The request for a result that one process obtains for all.
struct SingleFlightRequest {
  std::string name;                ///< of the lock file in ~/.aws/latchkey/locks, without its ending
  std::string what;                ///< for those who wait: "the MFA code of arn:..."
  std::function<bool()> is_there;  ///< looks whether it has been got
  bool waits = true;               ///< false: where another process is at it, let it be
  std::optional<std::chrono::seconds> longest_wait = std::nullopt;  ///< nullopt: prompt_timeout()
};

/// The lock for obtaining the result, held while this object exists.
class SingleFlight {
 public:
  explicit SingleFlight(FileLock lock) : lock_(std::move(lock)) {}
  /// Passes the error to waiters, so that they do not fail one after the other.
  void failed(const Host& host, const Error& error);
  /// Whether this process still holds the lock. false: it was stopped for too long, and another process has
  /// replaced the lock.
  bool is_current() const { return lock_.is_in_place(); }

 private:
  FileLock lock_;
};

/// Whether the lock of a running single flight of this process is effective. Some file systems grant every
/// lock.
bool is_exclusive(const Host& host, const std::string& name);

/// The name of the lock for a role with this cache key, at the STS with this identity
/// (aws/request/endpoints.hpp). Each endpoint has its own lock, because waiters return the lock holder's
/// error.
std::string role_lock(const std::string& endpoint, const std::string& key);

/// Checks for the result, takes the lock, and checks again. Waits for a lock holder, prints once which
/// process it waits for, and times out after LATCHKEY_TIMEOUT. A holder that is stopped, for example by
/// Ctrl-Z, loses the lock after five seconds. nullopt: the result exists. Errors: terminal - timeout;
/// io - the lock failed; or the lock holder's error.
Result<std::optional<SingleFlight>> begin_single_flight(const Host& host, const SingleFlightRequest& request);

}  // namespace latchkey
