// SPDX-License-Identifier: Apache-2.0
#include "serve/endpoint/timestamped_log.hpp"

#include "base/timestamp.hpp"

namespace latchkey {

std::string log_time(TimePoint time) {
  return isoformat({std::chrono::floor<std::chrono::seconds>(time)});
}

Host with_timestamps(const Host& host) {
  Host told = host;
  told.notice = [now = host.now, say = host.notice](const std::string& line) {
    say(log_time(now()) + ' ' + line);
  };
  told.warn = told.notice;
  return told;
}

}  // namespace latchkey
