// SPDX-License-Identifier: Apache-2.0
#include "aws/sts/sts.hpp"

#include <algorithm>

#include "base/credential_check.hpp"
#include "base/timestamp.hpp"
#include "base/unicode.hpp"

namespace latchkey {
namespace {

using std::chrono::seconds;

// STS's default for a call without a duration.
constexpr std::chrono::hours kUsualRole{1};
constexpr std::chrono::hours kUsualMfaSession{12};

/// The requested duration, limited to AWS's maximum.
seconds duration_of(std::optional<long long> asked, seconds usual, seconds most) {
  return asked ? std::clamp(seconds{*asked}, seconds{0}, most) : usual;
}

void read_error(const HttpResponse& response, ServiceFailure& failure) {
  auto error = parse_error_reply(response.body);
  if (!error) return;
  failure.code = std::move(error->code);
  failure.message = std::move(error->message);
}

/// The call in the form of the exchange. It refers to `call` and `signer`.
Operation operation_of(const Host& host, const Connection& connection, const StsCall& call,
                       const Credentials* signer) {
  Operation operation;
  operation.service = "sts";
  operation.name = call.operation;
  operation.has_code = call.code.has_value();
  operation.request = [&host, &connection, &call, signer](const Attempt& attempt) {
    return sts_request(connection.endpoint, call, signer, host.now(), attempt);
  };
  operation.read_error = read_error;
  return operation;
}

/// The flaw of a key ID. It contains no part of it, because it may be the secret.
struct KeyIdFlaw {
  std::string what, fix;
};

KeyIdFlaw flaw_in_key_id(std::string_view id) {
  if (id.empty()) return {"empty", "write the access key ID; it begins with AKIA or ASIA"};
  if (unicode::strip(id) != id)
    return {"no key id, as it begins or ends with a blank or a line break", "write it without them"};
  if (id.front() == '"' || id.front() == '\'')
    return {"no key id, as it has quotes around it", "write it without the quotes"};
  return {"no key id",
          "it is letters and digits only, without a comment behind it; are id and secret swapped?"};
}

}  // namespace

Result<void> check_key_id(const Credentials& credentials, const std::string& profile) {
  const bool word =
      !credentials.access_key_id.empty() &&
      credentials.access_key_id.find_first_not_of(
          "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
  if (word) return {};
  auto flaw = flaw_in_key_id(credentials.access_key_id);
  const bool is_variable = credentials.source == "env";
  const auto whose = is_variable ? std::string() : "profile " + profile + ": ";
  return fail(
      Cause::key_id_invalid, whose + "the access key id (source: " + credentials.source + ") is " + flaw.what,
      std::move(flaw.fix),
      is_variable ? Origin::variable("AWS_ACCESS_KEY_ID") : Origin::of_setting(profile, "aws_access_key_id"));
}

CredentialsResult StsClient::credentials_call(const StsCall& call, const Credentials* signer,
                                              seconds duration) const {
  const auto operation = operation_of(*host_, connection_, call, signer);
  auto answer = exchange(*host_, connection_, operation);
  if (!answer) return tl::unexpected(std::move(answer).error());
  auto parsed = parse_credentials_reply(answer->response.body, call.operation);
  if (!parsed)
    return tl::unexpected(failure_of(operation, connection_.endpoint.url, answer->response, host_->now()));
  if (auto flaw = flaw_in(parsed->credentials, host_->now())) {
    ServiceFailure failure;
    failure.operation = call.operation;
    failure.url = connection_.endpoint.url;
    failure.status = answer->response.status;
    failure.spent_code = operation.has_code;
    failure.flaw = *std::move(flaw);
    return tl::unexpected(std::move(failure));
  }
  auto& expiration = parsed->credentials.expiration;
  const TimePoint latest = host_->now() + duration + kClockSkew;
  if (expiration && *expiration > latest) {
    host_->debug("sts: " + call.operation + ": Expiration is later than requested; it is used until " +
                 isoformat({latest}));
    expiration = latest;
  }
  return StsReply<CredentialsReply>{*std::move(parsed), answer->response.status,
                                    std::move(answer->response.headers), answer->retries};
}

CredentialsResult StsClient::assume_role(const RoleStep& step, const Credentials& signer,
                                         std::optional<Secret> code) const {
  return credentials_call(assume_role_call(step, host_->now(), std::move(code)), &signer,
                          duration_of(step.duration_seconds, kUsualRole, kLongestRole));
}

CredentialsResult StsClient::get_session_token(const std::string& device, std::optional<long long> duration,
                                               const Secret& code, const Credentials& signer) const {
  return credentials_call(session_token_call(device, duration, code), &signer,
                          duration_of(duration, kUsualMfaSession, kLongestMfaSession));
}

CredentialsResult StsClient::assume_role_with_web_identity(const RoleStep& step, const Secret& token) const {
  return credentials_call(web_identity_call(step, host_->now(), token), nullptr, kUsualRole);
}

StsResult<CallerIdentity> StsClient::get_caller_identity(const Credentials& signer) const {
  const StsCall call{"GetCallerIdentity", {}, std::nullopt};
  const auto operation = operation_of(*host_, connection_, call, &signer);
  auto answer = exchange(*host_, connection_, operation);
  if (!answer) return tl::unexpected(std::move(answer).error());
  auto identity = parse_identity_reply(answer->response.body);
  if (!identity)
    return tl::unexpected(failure_of(operation, connection_.endpoint.url, answer->response, host_->now()));
  return *std::move(identity);
}

}  // namespace latchkey
