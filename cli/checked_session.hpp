// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "platform/host.hpp"
#include <latchkey/session.hpp>

namespace latchkey::cli {

/// As open_session(). Before a prompt for an MFA code it looks for what `latchkey why` would find, so that no
/// code is spent on a profile that cannot work.
Result<Session> open_checked_session(const SessionOptions& options, Host host);

}  // namespace latchkey::cli
