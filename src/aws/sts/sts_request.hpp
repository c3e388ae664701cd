// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aws/config/role_plan.hpp"
#include "aws/request/exchange.hpp"
#include "platform/network/transport.hpp"

// Builds requests for STS. Pure. Source: spec of the query protocol; tests/vectors/sts_requests.json.
namespace latchkey {

/// One call: its name and its arguments, in the order of the request.
struct StsCall {
  std::string operation;
  std::vector<std::pair<std::string, std::string>> arguments;
  std::optional<Secret> code;                               ///< sent last, as TokenCode
  std::optional<Secret> web_identity_token = std::nullopt;  ///< sent last, as WebIdentityToken
};

/// AssumeRole for a step of a plan. A missing or empty session name becomes botocore-session-<unix seconds>.
StsCall assume_role_call(const RoleStep& step, TimePoint now, std::optional<Secret> code);

/// AssumeRoleWithWebIdentity with only the role and the session name of the step.
StsCall web_identity_call(const RoleStep& step, TimePoint now, const Secret& token);

/// GetSessionToken for an MFA device. `seconds`: 900 to 129600; nullopt: STS's own default of 43200.
StsCall session_token_call(const std::string& device, std::optional<long long> seconds, const Secret& code);

/// Checks minimum lengths and the minimum duration of the step's arguments, as botocore does before it sends.
/// Errors: config - naming profile, setting and limit.
Result<void> check_arguments(const RoleStep& step);

/// The request, signed unless `signer` is nullptr. The caller sets proxy, CA bundle and timeouts.
HttpRequest sts_request(const Endpoint& endpoint, const StsCall& call, const Credentials* signer,
                        TimePoint now, const Attempt& attempt);

}  // namespace latchkey
