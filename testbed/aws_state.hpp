// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "metadata/instance_rules.hpp"
#include "signin/login_state.hpp"
#include "sso/sso_state.hpp"
#include "sts/operation.hpp"
#include "world/clock.hpp"
#include "world/mfa.hpp"
#include "world/sessions.hpp"

namespace testbed {

/// The mutable state of the testbed's services. Guarded by Testbed's lock.
struct AwsState {
  Clock clock;
  Sessions sessions;
  MfaJudge mfa;
  CodeCounts codes;
  SsoState sso{};
  LoginState logins{};
  InstanceRules instance{};
};

}  // namespace testbed
