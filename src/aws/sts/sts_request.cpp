// SPDX-License-Identifier: Apache-2.0
#include "aws/sts/sts_request.hpp"

#include "aws/request/signer.hpp"
#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "base/unicode.hpp"
#include "base/url.hpp"
#include "platform/crypto/hash.hpp"

namespace latchkey {
namespace {

constexpr const char* kContentType = "application/x-www-form-urlencoded; charset=utf-8";

/// As percent_encode(), but a blank becomes "+".
std::string form_encode(std::string_view text) {
  std::string result = percent_encode(text);
  std::string::size_type blank = 0;
  while ((blank = result.find("%20", blank)) != std::string::npos) result.replace(blank, 3, "+");
  return result;
}

SecretText body_of(const StsCall& call) {
  SecretText body = "Action=" + call.operation + "&Version=2011-06-15";
  for (const auto& [name, value] : call.arguments) body += '&' + name + '=' + form_encode(value);
  const auto add = [&body](const char* name, const Secret& value) {
    body.append(name).append(SecretText(form_encode(value.reveal())));
  };
  if (call.code) add("&TokenCode=", *call.code);
  if (call.web_identity_token) add("&WebIdentityToken=", *call.web_identity_token);
  return body;
}

void add_signature(HttpRequest& request, const Endpoint& endpoint, const Credentials& signer, TimePoint now) {
  const UrlParts url = split_url(request.url).value_or(UrlParts{});
  const std::string time = signing_text(now);
  SigningRequest to_sign{"POST", url.path, url.query, {}, sha256_hex(request.body)};
  to_sign.headers = {{"Content-Type", kContentType}, {"Host", url.host_header()}, {"X-Amz-Date", time}};
  // An empty token counts as none (SigV4Auth._modify_request_before_signing in botocore/auth.py).
  const bool has_token = signer.session_token && !signer.session_token->empty();
  if (has_token) to_sign.headers.emplace_back("X-Amz-Security-Token", signer.session_token->reveal());
  const Signature signature =
      sign(to_sign, {endpoint.signing_region, "sts", time}, signer.access_key_id, signer.secret_access_key);
  request.headers.emplace_back("X-Amz-Date", time);
  if (has_token) request.headers.emplace_back("X-Amz-Security-Token", signer.session_token->reveal());
  request.headers.emplace_back("Authorization", signature.authorization);
}

/// botocore's default session name.
std::string generated_name(TimePoint now) {
  const auto time = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch();
  return "botocore-session-" + std::to_string(time.count());
}

}  // namespace

StsCall assume_role_call(const RoleStep& step, TimePoint now, std::optional<Secret> code) {
  StsCall call{"AssumeRole", {}, std::move(code)};
  const auto add = [&](const char* name, const std::optional<std::string>& value) {
    if (value) call.arguments.emplace_back(name, *value);
  };
  // An empty name is replaced in place, a missing one is added last (botocore/credentials.py:799-826).
  const bool empty = step.session_name && step.session_name->empty();
  add("RoleSessionName", empty ? generated_name(now) : step.session_name);
  add("ExternalId", step.external_id);
  add("SerialNumber", step.mfa_serial);
  if (step.duration_seconds) add("DurationSeconds", std::to_string(*step.duration_seconds));
  add("RoleArn", step.role_arn);
  if (!step.session_name) add("RoleSessionName", generated_name(now));
  return call;
}

StsCall web_identity_call(const RoleStep& step, TimePoint now, const Secret& token) {
  RoleStep known;
  known.role_arn = step.role_arn;
  known.session_name = step.session_name;
  StsCall call = assume_role_call(known, now, std::nullopt);
  call.operation = "AssumeRoleWithWebIdentity";
  call.web_identity_token = token;
  return call;
}

StsCall session_token_call(const std::string& device, std::optional<long long> seconds, const Secret& code) {
  StsCall call{"GetSessionToken", {}, code};
  if (seconds) call.arguments.emplace_back("DurationSeconds", std::to_string(*seconds));
  call.arguments.emplace_back("SerialNumber", device);
  return call;
}

Result<void> check_arguments(const RoleStep& step) {
  struct Limit {
    const char* setting;
    std::string name;
    const std::optional<std::string>& value;
    std::size_t least;
    const char* shape = "";
  };
  const std::optional<std::string> role_arn = step.role_arn;
  const bool named = step.session_name && !step.session_name->empty();
  const std::optional<std::string> session_name = named ? step.session_name : std::nullopt;
  for (const Limit& limit :
       {Limit{"role_arn", step.role_arn_name, role_arn, 20, ", like arn:aws:iam::ACCOUNT:role/NAME"},
        Limit{"role_session_name", "role_session_name", session_name, 2},
        Limit{"external_id", "external_id", step.external_id, 2},
        Limit{"mfa_serial", step.mfa_serial_name, step.mfa_serial, 9,
              ", like arn:aws:iam::ACCOUNT:mfa/NAME"}}) {
    if (!limit.value || unicode::length(*limit.value) >= limit.least) continue;
    return fail(Cause::value_too_short,
                "profile " + step.profile + ": " + limit.name + " is too short for STS: \"" +
                    text::first_line(*limit.value) + '"',
                "it has at least " + std::to_string(limit.least) + " characters" + limit.shape,
                Origin::of_setting(step.profile, limit.setting));
  }
  constexpr long long kLeastSeconds = 900;
  if (step.duration_seconds && *step.duration_seconds < kLeastSeconds) {
    return fail(Cause::duration_too_short,
                "profile " + step.profile + ": duration_seconds is " +
                    std::to_string(*step.duration_seconds) + "; the minimum is 900",
                "set it to 3600, or remove it", Origin::of_setting(step.profile, "duration_seconds"));
  }
  return {};
}

HttpRequest sts_request(const Endpoint& endpoint, const StsCall& call, const Credentials* signer,
                        TimePoint now, const Attempt& attempt) {
  HttpRequest request;
  // The transport sends the host of the URL, and the signature must cover the same host.
  const auto url = split_url(endpoint.url);
  request.url = url ? url->text() : endpoint.url;
  request.body = body_of(call);
  request.headers = {{"Content-Type", kContentType}, {"User-Agent", "latchkey/" LATCHKEY_VERSION}};
  if (signer != nullptr) add_signature(request, endpoint, *signer, now);
  request.headers.emplace_back("Accept-Encoding", "identity");
  add_attempt(request.headers, attempt);
  return request;
}

}  // namespace latchkey
