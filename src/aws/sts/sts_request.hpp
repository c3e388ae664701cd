// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aws/config/role_plan.hpp"
#include "aws/request/exchange.hpp"
#include "platform/network/transport.hpp"

// How calls of STS are put into requests. Pure. Source: spec of the query protocol;
// tests/vectors/sts_requests.json.
namespace latchkey {

/// One call: its name and its arguments, in the order in which they are sent.
struct StsCall {
  std::string operation;
  std::vector<std::pair<std::string, std::string>> arguments;
  std::optional<Secret> code;                               ///< sent last, as TokenCode
  std::optional<Secret> web_identity_token = std::nullopt;  ///< sent last, as WebIdentityToken
};

/// AssumeRole for a step of a plan. A session name that is missing or empty becomes botocore-session-<unix
/// seconds>.
StsCall assume_role_call(const RoleStep& step, TimePoint now, std::optional<Secret> code);

/// AssumeRoleWithWebIdentity: the step's role and session name count, the rest of it does not.
StsCall web_identity_call(const RoleStep& step, TimePoint now, const Secret& token);

/// GetSessionToken for an MFA device. `seconds`: 900 to 129600; nullopt: STS's own default of 43200.
StsCall session_token_call(const std::string& device, std::optional<long long> seconds, const Secret& code);

/// That STS would accept the step's arguments: their least lengths and the least duration, which is all that
/// botocore checks before it sends. Errors: config - naming profile, setting and limit.
Result<void> check_arguments(const RoleStep& step);

/// The request, signed unless `signer` is nullptr. Proxy, CA bundle and time-outs are left to the caller.
HttpRequest sts_request(const Endpoint& endpoint, const StsCall& call, const Credentials* signer,
                        TimePoint now, const Attempt& attempt);

}  // namespace latchkey
