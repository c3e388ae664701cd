// SPDX-License-Identifier: Apache-2.0
#include "sts/role_parameters.hpp"

#include "base/xml.hpp"

namespace testbed {
namespace {

constexpr std::string_view kSessionName =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+=,.@-";
constexpr std::int64_t kDefaultDuration = 3600;
constexpr std::int64_t kLongestChained = 3600;

}  // namespace

RoleParameters read_role_parameters(Parameters& parameters) {
  RoleParameters out;
  out.role_arn = parameters.required_text("RoleArn", {20, 2048, "", ""});
  out.session_name = parameters.required_text("RoleSessionName", {2, 64, kSessionName, "[\\w+=,.@-]*"});
  out.duration = parameters.number("DurationSeconds", 900, 43200);
  return out;
}

Judged<void> check_role_arn(const std::string& text) {
  if (text.rfind("arn:aws", 0) == 0 && text.find(":iam::") != std::string::npos &&
      text.find(":role/") != std::string::npos) {
    return {};
  }
  return refuse(400, "ValidationError", text + " is invalid");
}

Judged<std::int64_t> judge_duration(bool is_chained, const Role& role, std::optional<std::int64_t> asked) {
  const std::int64_t duration = asked.value_or(kDefaultDuration);
  if (is_chained && duration > kLongestChained) {
    return refuse(
        400, "ValidationError",
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining");
  }
  if (duration > role.max_session_duration) {
    return refuse(400, "ValidationError",
                  "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  }
  return role.lifetime.value_or(duration);
}

std::string assumed_role_xml(const Caller& assumed) {
  return "    <AssumedRoleUser>\n      " + xml_element("AssumedRoleId", assumed.user_id) + "\n      " +
         xml_element("Arn", assumed.arn) + "\n    </AssumedRoleUser>\n";
}

}  // namespace testbed
