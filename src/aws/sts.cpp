// SPDX-License-Identifier: Apache-2.0
#include "aws/sts.hpp"

#include <algorithm>
#include <array>

#include "base/timestamp.hpp"

namespace latchkey {
namespace {

/// Codes after which botocore's standard mode tries again (botocore/retries/standard.py:520-547, and STS's
/// own model).
constexpr std::array<std::string_view, 19> kPassingCodes = {"RequestTimeout",
                                                            "RequestTimeoutException",
                                                            "PriorRequestNotComplete",
                                                            "Throttling",
                                                            "ThrottlingException",
                                                            "ThrottledException",
                                                            "RequestThrottledException",
                                                            "TooManyRequestsException",
                                                            "ProvisionedThroughputExceededException",
                                                            "TransactionInProgressException",
                                                            "RequestLimitExceeded",
                                                            "BandwidthLimitExceeded",
                                                            "LimitExceededException",
                                                            "RequestThrottled",
                                                            "SlowDown",
                                                            "EC2ThrottledException",
                                                            "IDPCommunicationError",
                                                            "ServiceUnavailable",
                                                            "InternalFailure"};

const std::string* header(const Headers& headers, std::string_view name) {
  const auto found =
      std::find_if(headers.begin(), headers.end(), [&](const auto& h) { return h.first == name; });
  return found == headers.end() ? nullptr : &found->second;
}

bool may_pass(const StsFailure& failure) {
  if (failure.transport) {
    using Cause = TransportFailure::Cause;
    const auto cause = failure.transport->cause;
    return cause != Cause::tls && cause != Cause::too_large && cause != Cause::unavailable;
  }
  constexpr std::array<int, 4> kPassingStatus = {500, 502, 503, 504};
  return std::find(kPassingStatus.begin(), kPassingStatus.end(), failure.status) != kPassingStatus.end() ||
         std::find(kPassingCodes.begin(), kPassingCodes.end(), failure.code) != kPassingCodes.end();
}

StsFailure failure_of(const StsCall& call, const std::string& url, const HttpResponse& response,
                      TimePoint now) {
  StsFailure failure;
  failure.operation = call.operation;
  failure.url = url;
  failure.status = response.status;
  if (const auto* type = header(response.headers, "content-type")) failure.content_type = *type;
  if (const auto* date = header(response.headers, "date")) {
    if (const auto time = parse_timestamp(*date)) {
      failure.clock_ahead = std::chrono::duration_cast<std::chrono::seconds>(now - time->at);
    }
  }
  if (auto error = parse_error_reply(response.body)) {
    failure.code = std::move(error->code);
    failure.message = std::move(error->message);
  }
  return failure;
}

/// Full jitter under a cap of 20 s: rand(0, 1) * min(2^(attempt - 1), 20).
std::chrono::milliseconds pause_after(int attempt, double random) {
  const double ceiling = std::min(1 << std::min(attempt - 1, 5), 20);
  return std::chrono::milliseconds(static_cast<long long>(1000 * random * ceiling));
}

}  // namespace

Result<void> check_key_id(const Credentials& credentials, const std::string& profile) {
  const bool word =
      !credentials.access_key_id.empty() &&
      credentials.access_key_id.find_first_not_of(
          "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
  if (word) return {};
  return fail(ErrorKind::config,
              "profile " + profile + ": the access key id (source: " + credentials.source + ") is " +
                  (credentials.access_key_id.empty() ? "empty" : "no key id"),
              "it is letters and digits only, without a comment behind it; are id and secret swapped?");
}

StsResult<StsReply<HttpResponse>> StsClient::call(const StsCall& call, const Credentials* signer) const {
  Attempt attempt{host_->uuid(), 1, connection_.max_attempts};
  while (true) {
    const TimePoint now = host_->now();
    HttpRequest request = sts_request(connection_.endpoint, call, signer, now, attempt);
    request.proxy = connection_.proxy;
    request.ca_bundle = connection_.ca_bundle;
    auto response = host_->transport->send(request);
    wipe(request.body);
    for (auto& [name, value] : request.headers) wipe(value);

    StsFailure failure;
    if (response) {
      host_->debug("sts: " + call.operation + ": HTTP " + std::to_string(response->status));
      if (response->status == 200) {
        auto headers = response->headers;
        const int status = response->status;
        return StsReply<HttpResponse>{*std::move(response), status, std::move(headers), attempt.number - 1};
      }
      failure = failure_of(call, request.url, *response, now);
    } else {
      host_->debug("sts: " + call.operation + ": no answer: " + response.error().detail);
      failure.operation = call.operation;
      failure.url = request.url;
      failure.sent = response.error().sent;
      failure.transport = std::move(response).error();
    }
    failure.attempts = attempt.number;
    failure.spent_code = call.code.has_value() && failure.sent;
    if (!may_pass(failure) || failure.spent_code || attempt.number >= attempt.most)
      return tl::unexpected(std::move(failure));
    host_->sleep(pause_after(attempt.number, host_->jitter()));
    ++attempt.number;
  }
}

CredentialsResult StsClient::credentials_call(const StsCall& call, const Credentials* signer) const {
  auto reply = this->call(call, signer);
  if (!reply) return tl::unexpected(std::move(reply).error());
  auto parsed = parse_credentials_reply(reply->value.body, call.operation);
  if (!parsed) return tl::unexpected(failure_of(call, connection_.endpoint.url, reply->value, host_->now()));
  wipe(reply->value.body);
  return StsReply<CredentialsReply>{*std::move(parsed), reply->status, std::move(reply->headers),
                                    reply->retries};
}

CredentialsResult StsClient::assume_role(const RoleStep& step, const Credentials& signer,
                                         std::optional<Secret> code) const {
  return credentials_call(assume_role_call(step, host_->now(), std::move(code)), &signer);
}

CredentialsResult StsClient::get_session_token(const std::string& device, std::optional<long long> seconds,
                                               const Secret& code, const Credentials& signer) const {
  return credentials_call(session_token_call(device, seconds, code), &signer);
}

CredentialsResult StsClient::assume_role_with_web_identity(const RoleStep& step, const Secret& token) const {
  return credentials_call(web_identity_call(step, host_->now(), token), nullptr);
}

StsResult<CallerIdentity> StsClient::get_caller_identity(const Credentials& signer) const {
  const StsCall call{"GetCallerIdentity", {}, std::nullopt};
  auto reply = this->call(call, &signer);
  if (!reply) return tl::unexpected(std::move(reply).error());
  auto identity = parse_identity_reply(reply->value.body);
  if (!identity)
    return tl::unexpected(failure_of(call, connection_.endpoint.url, reply->value, host_->now()));
  return *std::move(identity);
}

}  // namespace latchkey
