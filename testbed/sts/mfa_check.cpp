// SPDX-License-Identifier: Apache-2.0
#include "sts/mfa_check.hpp"

#include <string>

namespace testbed {
namespace {

Judged<bool> judge(StsCall& call, const MfaParameters& mfa) {
  if (mfa.serial.has_value() != mfa.code.has_value()) {
    return refuse(
        403, "AccessDenied",
        "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.");
  }
  if (!mfa.code) return false;
  const MfaDevice* device = nullptr;
  if (call.caller->kind != CallerKind::role_session) {
    for (const MfaDevice& own : call.caller->user->mfa_devices) {
      if (own.serial == *mfa.serial) device = &own;
    }
  }
  if (device == nullptr) {
    return refuse(
        403, "AccessDenied",
        "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial "
        "number is valid and associated with this user.");
  }
  if (!call.mfa.accept(*device, *mfa.code, call.totp_now)) {
    return refuse(403, "AccessDenied",
                  "MultiFactorAuthentication failed with invalid MFA one time pass code. ");
  }
  return true;
}

}  // namespace

Judged<bool> check_mfa(StsCall& call, const MfaParameters& mfa) {
  auto verdict = judge(call, mfa);
  if (mfa.code) ++(verdict.value_or(false) ? call.codes.accepted : call.codes.refused);
  return verdict;
}

}  // namespace testbed
