// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "auth/aws_error.hpp"
#include "sts/operation.hpp"
#include "sts/parameters.hpp"

namespace testbed {

/// Whether a right code came with the call (false: none came). A right code is spent by this, whatever
/// follows.
Judged<bool> check_mfa(StsCall& call, const MfaParameters& mfa);

}  // namespace testbed
