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

/// That a request can be signed with these: a key id is one word. What is in its place instead is not shown,
/// as it may be the secret. Errors: config.
Result<void> check_key_id(const Credentials& credentials, const std::string& profile);

template <typename T>
using StsResult = tl::expected<T, ServiceFailure>;

/// A successful reply and the facts about its exchange that botocore's cache keeps.
template <typename T>
struct StsReply {
  T value;
  int status = 200;
  Headers headers;
  int retries = 0;
};

/// How far this machine's clock and AWS's may differ: beyond it AWS rejects every request.
constexpr std::chrono::minutes kClockSkew{5};
/// AWS's longest sessions.
constexpr std::chrono::hours kLongestRole{12};
constexpr std::chrono::hours kLongestMfaSession{36};

using CredentialsResult = StsResult<StsReply<CredentialsReply>>;

/// STS over HTTPS with botocore's retries. Credentials never count for longer than they were requested for,
/// plus kClockSkew, whatever Expiration a reply has: 36 hours at most for a session, 12 for a role. A request
/// that carries an MFA code is not repeated once it may have arrived: a code is spent when sent.
class StsClient {
 public:
  StsClient(const Host& host, Connection connection) : host_(&host), connection_(std::move(connection)) {}

  CredentialsResult assume_role(const RoleStep& step, const Credentials& signer,
                                std::optional<Secret> code) const;
  /// The one call that nobody signs: the token says who calls.
  CredentialsResult assume_role_with_web_identity(const RoleStep& step, const Secret& token) const;
  CredentialsResult get_session_token(const std::string& device, std::optional<long long> duration,
                                      const Secret& code, const Credentials& signer) const;
  /// The endpoint that answers.
  const Endpoint& endpoint() const { return connection_.endpoint; }

  StsResult<CallerIdentity> get_caller_identity(const Credentials& signer) const;

 private:
  /// `duration`: what the call asks for.
  CredentialsResult credentials_call(const StsCall& call, const Credentials* signer,
                                     std::chrono::seconds duration) const;

  const Host* host_;
  Connection connection_;
};

}  // namespace latchkey
