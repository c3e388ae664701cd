// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace testbed {

constexpr std::int64_t kTotpPeriod = 30;  ///< seconds

/// The number of the 30-second window of `unix_time`.
std::int64_t totp_step(std::int64_t unix_time);

/// RFC 6238 with SHA-1: the code of window `step` for the raw bytes `secret`.
std::string totp_code(std::string_view secret, std::int64_t step, int digits = 6);

}  // namespace testbed
