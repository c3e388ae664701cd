// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>

#include "platform/host.hpp"
#include <latchkey/credentials.hpp>

namespace latchkey {

/// A copy of the host for a log: each line begins with the time (UTC).
Host with_timestamps(const Host& host);

/// The time in the format of log files.
std::string log_time(TimePoint time);

/// Logs rejected requests with the reason; each reason at most once a minute.
class RefusalLog {
 public:
  explicit RefusalLog(std::function<void(const std::string&)> say) : say_(std::move(say)) {}

  /// `why`: a fixed text, never a part of the request.
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
