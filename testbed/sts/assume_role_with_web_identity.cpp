// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "base/glob.hpp"
#include "base/xml.hpp"
#include "sts/credentials_xml.hpp"
#include "sts/operation.hpp"
#include "sts/parameters.hpp"
#include "sts/role_parameters.hpp"
#include "sts/web_token.hpp"

namespace testbed {
namespace {

bool trusts(const Role& role, const WebIdentity& who) {
  return std::any_of(role.web_identities.begin(), role.web_identities.end(),
                     [&](const WebIdentityTrust& trust) {
                       return trust.issuer == who.issuer && glob_match(trust.subject, who.subject);
                     });
}

}  // namespace

/// Unsigned: the token identifies the caller.
Judged<std::string> assume_role_with_web_identity(StsCall& call) {
  Parameters parameters(call.form);
  const RoleParameters asked = read_role_parameters(parameters);
  const std::string token = parameters.required_text("WebIdentityToken", {4, 20000, "", ""});
  if (const auto verdict = parameters.verdict(); !verdict) return tl::make_unexpected(verdict.error());
  if (const auto arn = check_role_arn(asked.role_arn); !arn) return tl::make_unexpected(arn.error());

  const auto who = judge_web_token(token, call.world, call.now);
  if (!who) return tl::make_unexpected(who.error());
  const auto role = call.world.roles.find(asked.role_arn);
  if (role == call.world.roles.end() || !trusts(role->second, *who)) {
    return refuse(403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity");
  }
  const auto lifetime = judge_duration(false, role->second, asked.duration);
  if (!lifetime) return tl::make_unexpected(lifetime.error());

  const Caller assumed = role_session_caller(role->second, asked.session_name);
  const IssuedSession& session = call.sessions.issue(assumed, call.now + *lifetime);
  return "    " + xml_element("SubjectFromWebIdentityToken", who->subject) + "\n    " +
         xml_element("Audience", who->audience) + "\n" + assumed_role_xml(assumed) +
         credentials_xml(session) + "    " + xml_element("Provider", who->issuer) + "\n";
}

}  // namespace testbed
