// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sso/sso_state.hpp"
#include "sts/operation.hpp"
#include "world/clock.hpp"
#include "world/mfa.hpp"
#include "world/sessions.hpp"

namespace testbed {

/// All that changes while the testbed answers for AWS. Guarded by Testbed's lock.
struct AwsState {
  Clock clock;
  Sessions sessions;
  MfaJudge mfa;
  CodeCounts codes;
  SsoState sso{};
};

}  // namespace testbed
