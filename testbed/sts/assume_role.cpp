// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>

#include "sts/credentials_xml.hpp"
#include "sts/mfa_check.hpp"
#include "sts/operation.hpp"
#include "sts/parameters.hpp"
#include "sts/policy.hpp"
#include "sts/role_parameters.hpp"

namespace testbed {
namespace {

constexpr std::string_view kExternalId =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+=,.@:/-";

struct AssumeRoleParameters {
  RoleParameters role;
  std::optional<std::string> external_id;
  MfaParameters mfa;
};

Judged<AssumeRoleParameters> read(const Form& form) {
  Parameters parameters(form);
  AssumeRoleParameters out;
  out.role = read_role_parameters(parameters);
  out.external_id = parameters.text("ExternalId", {2, 1224, kExternalId, "[\\w+=,.@:\\/-]*"});
  out.mfa = read_mfa_parameters(parameters);
  if (const auto verdict = parameters.verdict(); !verdict) return tl::make_unexpected(verdict.error());
  if (const auto arn = check_role_arn(out.role.role_arn); !arn) return tl::make_unexpected(arn.error());
  return out;
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
  const auto role = call.world.roles.find(asked->role.role_arn);
  if (role == call.world.roles.end() || !may_assume(caller, role->second, context)) {
    return refuse(403, "AccessDenied",
                  "User: " + caller.arn +
                      " is not authorized to perform: sts:AssumeRole on resource: " + asked->role.role_arn);
  }
  const auto lifetime =
      judge_duration(caller.kind == CallerKind::role_session, role->second, asked->role.duration);
  if (!lifetime) return tl::make_unexpected(lifetime.error());

  const Caller assumed = role_session_caller(role->second, asked->role.session_name);
  const IssuedSession& session = call.sessions.issue(assumed, call.now + *lifetime);
  return assumed_role_xml(assumed) + credentials_xml(session);
}

}  // namespace testbed
