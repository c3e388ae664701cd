// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace testbed {

enum class Drop { none, before_read, before_reply, half_reply };

/// A fault to inject.
struct Fault {
  std::int64_t latency_ms = 0;
  std::optional<int> status;
  std::string code;
  std::string message;
  std::string oauth_error;            ///< "error": the OAuth error next to the code, if the service has one
  std::optional<std::int64_t> times;  ///< nullopt: until replaced
  Drop drop = Drop::none;
  std::optional<std::string> body;
  std::optional<std::string> content_type;
  std::string operation;  ///< empty: all
  std::optional<std::size_t> huge_reply_bytes;
  bool throttle = false;
};

/// Throws std::runtime_error with the JSON path of a mistake. nullopt: the empty object, no fault.
std::optional<Fault> parse_fault(std::string_view json_text);

/// The active fault.
class FaultBox {
 public:
  void set(std::optional<Fault> fault) { fault_ = std::move(fault); }

  /// The fault for this request, if it applies; its count is then decremented.
  std::optional<Fault> take(std::string_view operation);

  /// The same for Drop::before_read, before there is a request.
  bool take_before_read();

 private:
  std::optional<Fault> use();

  std::optional<Fault> fault_;
};

}  // namespace testbed
