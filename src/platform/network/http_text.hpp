// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "platform/network/transport.hpp"

// The text functions of a transport. For src/platform.
namespace latchkey::http {

/// "sts.amazonaws.com" of "https://sts.amazonaws.com:443/?x".
std::string host_of(std::string_view url);

/// Collects the header of the last response. A new status line discards the lines of earlier ones, such as
/// "100 Continue" or a proxy's.
class HeaderCollector {
 public:
  static constexpr std::size_t kLimit = 256U << 10U;

  /// One line with its line end. False: the header is larger than kLimit.
  bool add(std::string_view line);
  Headers take() { return std::move(headers_); }

 private:
  Headers headers_;
  std::size_t size_ = 0;
};

/// The detail of an exchange that exceeded its limit: "the reply took longer than 150 seconds".
std::string too_slow_text(std::chrono::milliseconds limit);

/// `detail`, or `plain` if `detail` shows any part of the user name or password in `proxy`.
std::string without_login(std::string detail, std::string_view plain,
                          const std::optional<std::string>& proxy);

}  // namespace latchkey::http
