// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>

#include "platform/host.hpp"
#include <latchkey/credentials.hpp>

namespace latchkey {

/// The same host, for a log: what it says is read long after, so each line begins with its time (UTC).
Host with_timestamps(const Host& host);

/// As files have it, for a log that people read beside others.
std::string log_time(TimePoint time);

/// Says that requests were refused, and why; of each reason once in a while, however many come.
class RefusalLog {
 public:
  explicit RefusalLog(std::function<void(const std::string&)> say) : say_(std::move(say)) {}

  /// `why`: words of ours, nothing that came with the request.
  void add(const char* why, TimePoint now);

 private:
  struct Count {
    TimePoint said{};
    long unsaid = 0;
  };
  std::function<void(const std::string&)> say_;
  std::map<std::string, Count> counts_;
};

}  // namespace latchkey
