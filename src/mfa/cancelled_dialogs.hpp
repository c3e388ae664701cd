// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "platform/host.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// Postpones the dialogs for a device after the user has cancelled one, since programs that poll would open
/// the next one at once: for 30 seconds, twice as long after each further one, up to 5 minutes. A code, or 10
/// minutes without a dialog, ends that. Kept in the note of a lock,
/// ~/.aws/latchkey/locks/cancelled-HASH.lock.
class CancelledDialogs {
 public:
  CancelledDialogs(const Host& host, const std::string& device);

  /// The error of a dialog that comes too early. nullopt: it may be shown.
  std::optional<Error> postponed(const std::string& profile) const;
  void add() const;
  void reset() const;

 private:
  struct Last {
    int count = 0;
    TimePoint at;
  };
  std::optional<Last> last() const;
  void store(const std::string& note) const;

  const Host& host_;
  std::string device_, path_;
};

}  // namespace latchkey
