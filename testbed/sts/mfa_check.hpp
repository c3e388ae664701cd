// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "auth/aws_error.hpp"
#include "sts/operation.hpp"
#include "sts/parameters.hpp"

namespace testbed {

/// Whether the call contains a correct code (false: no code). A correct code counts as used, whatever
/// follows.
Judged<bool> check_mfa(StsCall& call, const MfaParameters& mfa);

}  // namespace testbed
