// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "aws/request/exchange.hpp"
#include "aws/sts/sts_failure.hpp"
#include "aws/sts/sts_reply.hpp"
#include "aws/sts/sts_request.hpp"
#include <latchkey/credentials.hpp>

namespace latchkey {

/// Checks that the credentials can sign a request: a key ID is one word. The error does not contain the
/// invalid key ID, because it may be the secret. Errors: config.
Result<void> check_key_id(const Credentials& credentials, const std::string& profile);

template <typename T>
using StsResult = tl::expected<T, ServiceFailure>;

/// A successful reply and the data about its exchange that botocore's cache stores.
template <typename T>
struct StsReply {
  T value;
  int status = 200;
  Headers headers;
  int retries = 0;
};

/// The maximum clock difference: beyond it AWS rejects every request.
constexpr std::chrono::minutes kClockSkew{5};
/// AWS's longest sessions.
constexpr std::chrono::hours kLongestRole{12};
constexpr std::chrono::hours kLongestMfaSession{36};

using CredentialsResult = StsResult<StsReply<CredentialsReply>>;

/// Calls STS over HTTPS with botocore's retries. Limits the expiration of credentials to the requested
/// duration plus kClockSkew: 36 hours at most for a session, 12 for a role. Does not repeat a request with an
/// MFA code once it may have arrived, because a code works once.
class StsClient {
 public:
  StsClient(const Host& host, Connection connection) : host_(&host), connection_(std::move(connection)) {}

  CredentialsResult assume_role(const RoleStep& step, const Credentials& signer,
                                std::optional<Secret> code) const;
  /// The only unsigned call: the token identifies the caller.
  CredentialsResult assume_role_with_web_identity(const RoleStep& step, const Secret& token) const;
  CredentialsResult get_session_token(const std::string& device, std::optional<long long> duration,
                                      const Secret& code, const Credentials& signer) const;
  /// The endpoint of the calls.
  const Endpoint& endpoint() const { return connection_.endpoint; }

  StsResult<CallerIdentity> get_caller_identity(const Credentials& signer) const;

 private:
  /// `duration`: the requested duration.
  CredentialsResult credentials_call(const StsCall& call, const Credentials* signer,
                                     std::chrono::seconds duration) const;

  const Host* host_;
  Connection connection_;
};

}  // namespace latchkey
