// SPDX-License-Identifier: Apache-2.0
#include "aws/request/service_failure.hpp"

#include <algorithm>
#include <array>

#include "aws/request/partition.hpp"
#include "base/text.hpp"
#include "base/url.hpp"

namespace latchkey {
namespace {

constexpr const char* kCodeIsUsed = "try again with the next MFA code; a code that was sent is spent";

/// The suggested region for a host such as sts.us-esat-1.amazonaws.com, in parentheses.
std::string suggested_region(const std::string& host) {
  const auto dot = host.find('.');
  const auto end = dot == std::string::npos ? dot : host.find(".amazonaws.com", dot + 1);
  if (end == std::string::npos) return {};
  const auto region = std::string_view(host).substr(dot + 1, end - dot - 1);
  const auto meant = likely_region(region);
  return meant ? " (there is no region " + std::string(region) + "; " + text::did_you_mean({*meant}) + ')'
               : std::string();
}

}  // namespace

bool ServiceFailure::is_wrong_code() const {
  return code == "AccessDenied" &&
         message.find("MultiFactorAuthentication failed with invalid MFA one time pass code") !=
             std::string::npos;
}

bool ServiceFailure::is_denied() const {
  return code == "AccessDenied" || code == "AccessDeniedException";
}

bool ServiceFailure::is_denied_without_mfa_fault() const {
  return is_denied() && message.find("MultiFactorAuthentication") == std::string::npos;
}

bool ServiceFailure::is_about_duration() const {
  return code == "ValidationError" && message.find("urationSeconds") != std::string::npos;
}

bool ServiceFailure::is_unauthenticated() const {
  static constexpr std::array<std::string_view, 8> kCodes = {
      "InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch", "IncompleteSignature",
      "ExpiredToken",         "ExpiredTokenException",       "RequestExpired",        "RequestTimeTooSkewed"};
  return std::find(kCodes.begin(), kCodes.end(), code) != kCodes.end();
}

Error explain_transport_error(const ServiceFailure& failure, const std::string& service,
                              const std::string& before) {
  const auto url = split_url(failure.url);
  const std::string host = url ? url->host : failure.url;
  const auto& transport = *failure.transport;
  const std::string detail = transport.detail.empty() ? "" : ": " + text::printable(transport.detail);
  const std::string tries =
      failure.attempts > 1 ? " (tried " + std::to_string(failure.attempts) + " times)" : "";
  using Reason = TransportFailure::Reason;
  switch (transport.reason) {
    case Reason::resolve:
      return {Cause::host_unknown, before + "the host name " + host + " is not known" + tries,
              "check the network connection and the region" + suggested_region(host)};
    case Reason::connect:
      return {Cause::connection_failed, before + "cannot connect to " + failure.url + tries + detail,
              "check the network connection; behind a proxy, set HTTPS_PROXY"};
    case Reason::proxy:
      return {Cause::proxy_failed, before + "the proxy did not connect to " + host + tries + detail,
              "check HTTPS_PROXY, and NO_PROXY if " + host + " needs none"};
    case Reason::tls:
      return {Cause::tls_failed, before + "no trusted TLS connection to " + host + detail,
              "behind a proxy that inspects TLS, set AWS_CA_BUNDLE to its certificate file"};
    case Reason::timeout:
      return {Cause::network_timeout, before + host + " did not answer in time" + tries + detail,
              failure.spent_code ? kCodeIsUsed : "check the network connection, then try again"};
    case Reason::too_large:
      return {Cause::reply_invalid,
              before + "the answer of " + host + " is too large to be one of " + service,
              "check the endpoint URL and the proxy"};
    case Reason::unavailable:
      return {Cause::http_library_missing, before + "no HTTP library" + detail,
              "install libcurl (package libcurl4)"};
    case Reason::invalid:
      return {Cause::request_not_sent, before + "the request to " + host + " cannot be sent" + detail,
              "check the credentials and tokens of this profile for line breaks"};
    case Reason::broken:
      break;
  }
  return {Cause::connection_failed, before + "the connection to " + host + " broke" + tries + detail,
          failure.spent_code ? kCodeIsUsed : "try again"};
}

Error explain_unexpected_response(const ServiceFailure& failure, const std::string& service,
                                  const std::string& before) {
  if (!failure.flaw.empty()) {
    return {Cause::reply_invalid,
            before + "the reply of " + service + " to " + failure.operation + " is rejected: " + failure.flaw,
            failure.spent_code ? kCodeIsUsed : "check the endpoint URL, and this machine's clock"};
  }
  const std::string type = failure.content_type.empty() ? "" : ", " + text::printable(failure.content_type);
  if (failure.status >= 500) {
    return {Cause::service_failed,
            before + service + " failed with HTTP " + std::to_string(failure.status) + " (tried " +
                std::to_string(failure.attempts) + (failure.attempts == 1 ? " time)" : " times)"),
            failure.spent_code ? kCodeIsUsed : "try again in a moment"};
  }
  return {Cause::reply_invalid,
          before + "what answers at " + failure.url + " is not " + service + " (HTTP " +
              std::to_string(failure.status) + type + ")",
          "check the endpoint URL; a proxy or a sign-in page may stand in between"};
}

std::string quoted_words(const std::string& message) {
  constexpr std::size_t kLongest = 1000;  // longer than all known messages of AWS
  std::string text = text::printable(message.substr(0, kLongest));
  if (message.size() > kLongest) return text + "...";
  while (!text.empty() && (text.back() == ' ' || text.back() == '.')) text.pop_back();
  return text;
}

}  // namespace latchkey
