// SPDX-License-Identifier: Apache-2.0
#include "sts/credentials_xml.hpp"
#include "sts/mfa_check.hpp"
#include "sts/operation.hpp"
#include "sts/parameters.hpp"

namespace testbed {

Judged<std::string> get_session_token(StsCall& call) {
  Parameters parameters(call.form);
  const auto duration = parameters.number("DurationSeconds", 900, 129600);
  const MfaParameters mfa = read_mfa_parameters(parameters);
  if (const auto verdict = parameters.verdict(); !verdict) return tl::make_unexpected(verdict.error());
  if (call.caller->kind != CallerKind::user_keys) {
    return refuse(403, "AccessDenied", "Cannot call GetSessionToken with session credentials");
  }
  const auto has_code = check_mfa(call, mfa);
  if (!has_code) return tl::make_unexpected(has_code.error());

  Caller caller = *call.caller;
  caller.kind = CallerKind::user_session;
  if (*has_code) caller.mfa_at = call.now;
  const std::int64_t lifetime = caller.user->session_lifetime.value_or(duration.value_or(43200));
  return credentials_xml(call.sessions.issue(std::move(caller), call.now + lifetime));
}

}  // namespace testbed
