// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "platform/files/file_lock.hpp"
#include "platform/host.hpp"
#include <latchkey/error.hpp>

// One process at a time asks for a code, or assumes a role; the others wait for what it gets.
namespace latchkey {

/// What a process wants to get, if no other process gets it first.
struct SingleFlightRequest {
  std::string name;                ///< of the lock file in ~/.aws/latchkey/locks, without its ending
  std::string what;                ///< for those who wait: "the MFA code of arn:..."
  std::function<bool()> is_there;  ///< looks whether it has been got
  bool waits = true;               ///< false: where another process is at it, let it be
  std::optional<std::chrono::seconds> longest_wait = std::nullopt;  ///< nullopt: prompt_timeout()
};

/// The right to go and get it, held while this lives.
class SingleFlight {
 public:
  explicit SingleFlight(FileLock lock) : lock_(std::move(lock)) {}
  /// Tells those who wait that it cannot be got, so that they do not fail one after the other.
  void failed(const Host& host, const Error& error);
  /// Whether this process still holds the lock. false: it was stopped for so long that another process has
  /// passed it over.
  bool is_current() const { return lock_.is_in_place(); }

 private:
  FileLock lock_;
};

/// Whether the lock of a single flight that this process runs keeps others out. Some file systems grant every
/// lock.
bool is_exclusive(const Host& host, const std::string& name);

/// The name of the lock for getting a role, by its cache key, from the STS of that identity
/// (aws/request/endpoints.hpp). Each endpoint has its own: waiters take over a failure of the lock holder.
std::string role_lock(const std::string& endpoint, const std::string& key);

/// Look, lock, look again. Waits for a process that is at it already, says once for whom, and gives up after
/// LATCHKEY_TIMEOUT. A process that is stopped, as by Ctrl-Z, loses its turn after five seconds. nullopt: it
/// is there. Errors: terminal - gave up waiting; io - no lock; or what the process that was waited for failed
/// with.
Result<std::optional<SingleFlight>> begin_single_flight(const Host& host, const SingleFlightRequest& request);

}  // namespace latchkey
