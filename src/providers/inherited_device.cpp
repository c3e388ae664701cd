// SPDX-License-Identifier: Apache-2.0
#include "aws/config/lost_header.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "providers/role_chain_resolver.hpp"

namespace latchkey {

std::optional<InheritedDevice> RoleChainResolver::inherited_device_of(const RoleStep& step,
                                                                      const Credentials& signer) const {
  // Only the keys for the first role have no session token.
  const bool is_candidate = !step.mfa_serial && !signer.session_token && !plan_.base_profile.empty();
  return is_candidate ? inherited_device(setup_.config, setup_.host.env, plan_.base_profile) : std::nullopt;
}

Result<Credentials> RoleChainResolver::with_inherited_device(const Call& call,
                                                             const ServiceFailure& denial) const {
  const RoleStep& step = call.step;
  setup_.host.debug("mfa session: STS denied " + step.role_arn + " without MFA; trying " +
                    call.inherited->text());
  auto denied = explained(call, denial, call.signer);
  denied.hint = call.inherited->text() + " is not inherited: write " + step.mfa_serial_name + " = " +
                text::printable(call.inherited->serial) + " below " + profile_header(step.profile) +
                " if the role asks for MFA; else check its trust policy";
  TRY(auto settings, mfa_settings(setup_, plan_.base_profile));
  if (wish_.session_duration) settings.session_duration = *wish_.session_duration;
  MfaSessionRequest request{step.profile, step.role_arn, call.inherited->serial,
                            settings,     wish_.may_ask, wish_.newer_than};
  request.preflight_warnings = preflight_warnings(call, true);
  request.device_origin = call.inherited->origin;
  request.key_profile = plan_.base_profile;
  for (bool retried = false;; retried = true) {
    auto session = mfa_session(setup_.host, call.sts, request, call.signer);
    // Where nobody may be asked, the error says that a code is needed. Where nobody can be, it is the denial.
    if (!session && (session.error().kind != ErrorKind::terminal || !wish_.may_ask))
      return tl::unexpected(std::move(session).error());
    if (!session || !*session) return tl::unexpected(std::move(denied));
    TRY(auto outcome, assume_once(call, (*session)->credentials, {}));
    if (outcome) return *std::move(outcome);
    if (session_is_dead(outcome.error()) && !retried) {
      CHECK(forget_dead(setup_.host, **session));
      request.newer_than = (*session)->began + std::chrono::microseconds{1};
      continue;
    }
    auto error = explained(call, outcome.error(), (*session)->credentials);
    if (error.cause == Cause::access_denied)
      error.hint = "check the role's trust policy; MFA did not change the answer";
    return tl::unexpected(std::move(error));
  }
}

}  // namespace latchkey
