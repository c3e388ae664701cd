// SPDX-License-Identifier: Apache-2.0
#include "serve/endpoint/server_log.hpp"

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

void RefusalLog::add(const char* why, TimePoint now) {
  constexpr std::chrono::minutes kPause{1};
  auto& count = counts_[why];
  ++count.unsaid;
  // A clock that was set back must not suppress it.
  if (count.said <= now && now - count.said < kPause) return;
  say_("refused a request: " + std::string(why) +
       (count.unsaid > 1 ? " (" + std::to_string(count.unsaid) + " of them by now)" : ""));
  count = {now, 0};
}

}  // namespace latchkey
