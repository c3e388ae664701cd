// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "platform/host.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// Whether a role's trust policy rejected the MFA session and accepted a code in the call itself. Recorded
/// for 30 days in ~/.aws/latchkey/roles, so that no code is wasted on a session. `endpoint`: the identity of
/// the STS; the record applies only to it. `key`: the role's cache key. A record dated in the future, from a
/// wrong clock, is ignored.
bool requires_inline_code(const Host& host, const std::string& endpoint, const std::string& key);
Result<void> remember_code_in_call(const Host& host, const std::string& endpoint, const std::string& key);
Result<bool> forget_code_in_call(const Host& host, const std::string& endpoint, const std::string& key);
/// A role that rejected the MFA session, whether or not it then accepted a code. latchkey tries the session
/// again on the next use, because the trust policy may have changed, but forecasts a prompt. Stored in the
/// same file.
bool rejects_session(const Host& host, const std::string& endpoint, const std::string& key);
Result<void> remember_session_rejection(const Host& host, const std::string& endpoint,
                                        const std::string& key);
/// Removes all records, for every endpoint. Errors: io.
Result<void> forget_all_codes_in_call(const Host& host);
/// Whether there is any record.
bool has_codes_in_call(const Host& host);

}  // namespace latchkey
