// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "platform/host.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// Roles whose trust policy refused the MFA session and took a code in the call itself, remembered for a
/// month in ~/.aws/latchkey/roles, so that no code is spent on a session that does not help. `endpoint`: the
/// identity of the STS that refused it; it counts for that one alone. `key`: the role's cache key. An entry
/// with a time in the future, because the clock was wrong when it was written, is ignored.
bool requires_inline_code(const Host& host, const std::string& endpoint, const std::string& key);
Result<void> remember_code_in_call(const Host& host, const std::string& endpoint, const std::string& key);
Result<bool> forget_code_in_call(const Host& host, const std::string& endpoint, const std::string& key);
/// A role that rejected the MFA session, whether or not it then accepted a code. latchkey tries the session
/// again on the next use, as the trust policy may have changed, but forecasts a prompt. Kept in the same
/// file.
bool rejects_session(const Host& host, const std::string& endpoint, const std::string& key);
Result<void> remember_session_rejection(const Host& host, const std::string& endpoint,
                                        const std::string& key);
/// Forgets all roles, for every endpoint. Errors: io.
Result<void> forget_all_codes_in_call(const Host& host);
/// Whether any role is remembered.
bool has_codes_in_call(const Host& host);

}  // namespace latchkey
