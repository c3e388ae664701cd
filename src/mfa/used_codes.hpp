// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "platform/files/files.hpp"
#include "platform/host.hpp"
#include <latchkey/error.hpp>
#include <latchkey/secret.hpp>

namespace latchkey {

/// The codes of one MFA device that were sent to one endpoint, as hashes in ~/.aws/latchkey/codes: a code
/// works once, and no process sends one twice. For the holder of the device's lock. Another endpoint has
/// devices of its own, even under the same name.
class UsedCodes {
 public:
  UsedCodes(const Host& host, const std::string& endpoint, const std::string& device);

  /// Reserves disk space for what mark_used() writes, before a code is typed. Errors: io.
  Result<files::Reservation> reserve() const;

  /// When `code` was sent; nullopt: not within the last minutes, in which AWS might take it.
  std::optional<TimePoint> spent_at(const Secret& code) const;
  /// Until the device shows another code, if the one of this half minute was sent.
  std::optional<std::chrono::seconds> next_code_in() const;
  /// Notes `code`, right before it is sent: whatever happens then, nobody sends it again. Errors: io.
  Result<void> mark_used(const Secret& code);
  /// Takes that back: it did not leave this machine. Errors: io.
  Result<void> unmark_used(const Secret& code);

 private:
  struct Entry {
    std::string hash;
    TimePoint at;
  };
  std::string hash_of(const Secret& code) const;
  Result<void> write() const;

  const Host* host_;
  std::string device_, path_;
  std::vector<Entry> entries_;  // those that still matter
};

}  // namespace latchkey
