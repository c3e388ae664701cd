// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/config/setup.hpp"
#include <latchkey/session.hpp>

namespace latchkey::cli {

/// As open_session(). Before a prompt for an MFA code it checks for the problems of `latchkey why`, so that
/// no code is wasted on a profile that cannot work.
Result<Session> open_checked_session(const SessionOptions& options, Host host);

/// Whether to ask the user for a code or a sign-in for the selected profile. Errors: what `latchkey why` says
/// is wrong with it.
Result<void> check_before_prompt(const Setup& setup);

}  // namespace latchkey::cli
