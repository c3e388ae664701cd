// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>

#include "base/xml.hpp"
#include "sts/credentials_xml.hpp"
#include "sts/mfa_check.hpp"
#include "sts/operation.hpp"
#include "sts/parameters.hpp"
#include "sts/policy.hpp"

namespace testbed {
namespace {

constexpr std::string_view kSessionName =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+=,.@-";
constexpr std::string_view kExternalId =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+=,.@:/-";
constexpr std::int64_t kDefaultDuration = 3600;
constexpr std::int64_t kLongestChained = 3600;

struct AssumeRoleParameters {
  std::string role_arn;
  std::string session_name;
  std::optional<std::string> external_id;
  std::optional<std::int64_t> duration;
  MfaParameters mfa;
};

bool is_role_arn(const std::string& text) {
  return text.rfind("arn:aws", 0) == 0 && text.find(":iam::") != std::string::npos &&
         text.find(":role/") != std::string::npos;
}

Judged<AssumeRoleParameters> read(const Form& form) {
  Parameters parameters(form);
  AssumeRoleParameters out;
  out.role_arn = parameters.required_text("RoleArn", {20, 2048, "", ""});
  out.session_name = parameters.required_text("RoleSessionName", {2, 64, kSessionName, "[\\w+=,.@-]*"});
  out.external_id = parameters.text("ExternalId", {2, 1224, kExternalId, "[\\w+=,.@:\\/-]*"});
  out.duration = parameters.number("DurationSeconds", 900, 43200);
  out.mfa = read_mfa_parameters(parameters);
  if (const auto verdict = parameters.verdict(); !verdict) return tl::make_unexpected(verdict.error());
  if (!is_role_arn(out.role_arn)) return refuse(400, "ValidationError", out.role_arn + " is invalid");
  return out;
}

Judged<std::int64_t> judge_duration(const Caller& caller, const Role& role,
                                    std::optional<std::int64_t> asked) {
  const std::int64_t duration = asked.value_or(kDefaultDuration);
  if (caller.kind == CallerKind::role_session && duration > kLongestChained) {
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

}  // namespace

Judged<std::string> assume_role(StsCall& call) {
  const auto asked = read(call.form);
  if (!asked) return tl::make_unexpected(asked.error());
  const auto has_code = check_mfa(call, asked->mfa);
  if (!has_code) return tl::make_unexpected(has_code.error());

  const Caller& caller = *call.caller;
  const AssumeContext context{asked->external_id, *has_code ? std::optional(call.now) : caller.mfa_at,
                              call.now};
  const auto role = call.world.roles.find(asked->role_arn);
  if (role == call.world.roles.end() || !may_assume(caller, role->second, context)) {
    return refuse(403, "AccessDenied",
                  "User: " + caller.arn +
                      " is not authorized to perform: sts:AssumeRole on resource: " + asked->role_arn);
  }
  const auto lifetime = judge_duration(caller, role->second, asked->duration);
  if (!lifetime) return tl::make_unexpected(lifetime.error());

  const Caller assumed = role_session_caller(role->second, asked->session_name);
  const IssuedSession& session = call.sessions.issue(assumed, call.now + *lifetime);
  return "    <AssumedRoleUser>\n      " + xml_element("AssumedRoleId", assumed.user_id) + "\n      " +
         xml_element("Arn", assumed.arn) + "\n    </AssumedRoleUser>\n" + credentials_xml(session);
}

}  // namespace testbed
