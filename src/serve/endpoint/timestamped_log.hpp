// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "platform/host.hpp"

namespace latchkey {

/// The same host, for a log: what it says is read long after, so each line begins with its time (UTC).
Host with_timestamps(const Host& host);

/// As files have it, for a log that people read beside others.
std::string log_time(TimePoint time);

}  // namespace latchkey
