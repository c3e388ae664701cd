// SPDX-License-Identifier: Apache-2.0
#include "serve/endpoint/refusal_log.hpp"

namespace latchkey {

void RefusalLog::add(const char* why, TimePoint now) {
  constexpr std::chrono::minutes kPause{1};
  auto& count = counts_[why];
  ++count.unsaid;
  // A clock that was set back must not silence it.
  if (count.said <= now && now - count.said < kPause) return;
  say_("refused a request: " + std::string(why) +
       (count.unsaid > 1 ? " (" + std::to_string(count.unsaid) + " of them by now)" : ""));
  count = {now, 0};
}

}  // namespace latchkey
