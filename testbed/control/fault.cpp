// SPDX-License-Identifier: Apache-2.0
#include "control/fault.hpp"

#include <utility>

#include "world/config_node.hpp"

namespace testbed {
namespace {

Drop read_drop(const ConfigNode& node) {
  const std::string text = node.text();
  if (text == "before-read") return Drop::before_read;
  if (text == "before-reply") return Drop::before_reply;
  if (text == "half-reply") return Drop::half_reply;
  node.fail("must be \"before-read\", \"before-reply\" or \"half-reply\"");
}

}  // namespace

std::optional<Fault> parse_fault(std::string_view json_text) {
  const auto json = nlohmann::json::parse(json_text, nullptr, false);
  if (json.is_discarded()) throw ConfigError("/: not JSON");
  const ConfigNode root(json, "");
  root.allow_only({"latency_ms", "status", "code", "message", "times", "drop", "body", "content_type",
                   "operation", "huge_reply_bytes", "throttle", "error"});
  if (json.empty()) return std::nullopt;
  Fault fault;
  fault.latency_ms = root.integer_at("latency_ms", 0, 600000).value_or(0);
  if (const auto status = root.integer_at("status", 200, 599)) fault.status = static_cast<int>(*status);
  fault.code = root.text_or("code", "");
  fault.message = root.text_or("message", "");
  fault.oauth_error = root.text_or("error", "");
  fault.times = root.integer_at("times", 1, 1000000000);
  if (const auto drop = root.member("drop")) fault.drop = read_drop(*drop);
  if (json.contains("body")) {
    if (!json["body"].is_string()) root.required("body").fail("must be a string");
    fault.body = json["body"].get<std::string>();  // may be empty for a reply without a body
  }
  if (const auto type = root.member("content_type")) fault.content_type = type->text();
  fault.operation = root.text_or("operation", "");
  if (const auto bytes = root.integer_at("huge_reply_bytes", 0, 1LL << 30)) {
    fault.huge_reply_bytes = static_cast<std::size_t>(*bytes);
  }
  fault.throttle = root.boolean_or("throttle", false);
  return fault;
}

std::optional<Fault> FaultBox::use() {
  std::optional<Fault> used = fault_;
  if (fault_->times && --*fault_->times == 0) fault_.reset();
  return used;
}

std::optional<Fault> FaultBox::take(std::string_view operation) {
  if (!fault_ || fault_->drop == Drop::before_read) return std::nullopt;
  if (!fault_->operation.empty() && fault_->operation != operation) return std::nullopt;
  return use();
}

bool FaultBox::take_before_read() {
  if (!fault_ || fault_->drop != Drop::before_read) return false;
  use();
  return true;
}

}  // namespace testbed
