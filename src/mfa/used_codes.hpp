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

/// The codes of one MFA device that were sent to one endpoint, as hashes in ~/.aws/latchkey/codes, so that no
/// process sends a code twice. The caller holds the device's lock. Another endpoint has other devices, even
/// under the same name.
class UsedCodes {
 public:
  UsedCodes(const Host& host, const std::string& endpoint, const std::string& device);

  /// Reserves disk space for mark_used(), before the prompt. Errors: io.
  Result<files::Reservation> reserve() const;

  /// When `code` was sent; nullopt: not within the last minutes, in which AWS could accept it.
  std::optional<TimePoint> spent_at(const Secret& code) const;
  /// The time until the device shows another code, if the current one was sent.
  std::optional<std::chrono::seconds> next_code_in() const;
  /// Records `code` right before it is sent, so that it is never sent again. Errors: io.
  Result<void> mark_used(const Secret& code);
  /// Removes the record, because the code was not sent. Errors: io.
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
  std::vector<Entry> entries_;  // without outdated ones
};

}  // namespace latchkey
