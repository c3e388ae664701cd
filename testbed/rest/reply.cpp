// SPDX-License-Identifier: Apache-2.0
#include "rest/reply.hpp"

#include "base/xml.hpp"
#include "sts/reply.hpp"

namespace testbed {
namespace {

// AuthorizationPendingException -> authorization_pending
std::string oauth_word(std::string_view code) {
  constexpr std::string_view kEnd = "Exception";
  if (code.size() > kEnd.size() && code.substr(code.size() - kEnd.size()) == kEnd) {
    code.remove_suffix(kEnd.size());
  }
  std::string out;
  for (const char c : code) {
    const bool is_upper = c >= 'A' && c <= 'Z';
    if (is_upper && !out.empty()) out += '_';
    out += is_upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

// The members of each service's model in botocore, and those that the service sends.
nlohmann::ordered_json error_body(Service service, const AwsError& error) {
  switch (service) {
    case Service::oidc:
      return {{"error", error.oauth_error.empty() ? oauth_word(error.code) : error.oauth_error},
              {"error_description", error.message}};
    case Service::signin:
      return {{"error", error.oauth_error.empty() ? "server_error" : error.oauth_error},
              {"message", error.message}};
    default:
      return {{"message", error.message}, {"__type", "com.amazonaws.switchboard.portal#" + error.code}};
  }
}

}  // namespace

HttpResponse json_reply(const nlohmann::ordered_json& body) {
  HttpResponse out;
  out.content_type = "application/json";
  out.body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  out.headers.emplace_back("x-amzn-RequestId", new_request_id());
  // Tokens and credentials must not be cached.
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

HttpResponse page_reply(int status, const std::string& text) {
  HttpResponse out;
  out.status = status;
  out.content_type = "text/html; charset=utf-8";
  out.body = "<!doctype html><title>latchkey-testbed</title><p>" + xml_escape(text) + "</p>\n";
  return out;
}

HttpResponse redirect_reply(const std::string& url) {
  HttpResponse out = page_reply(302, "Continue at " + url);
  out.headers.emplace_back("Location", url);
  return out;
}

HttpResponse refusal_reply(Service service, const AwsError& error) {
  if (service == Service::sts) return error_reply(error);
  HttpResponse out = json_reply(error_body(service, error));
  out.status = error.status;
  out.headers.emplace_back("x-amzn-ErrorType", error.code);
  return out;
}

AwsError throttling_error(Service service) {
  switch (service) {
    case Service::portal:
      return {429, "TooManyRequestsException", "HTTP 429 Unknown Code"};
    case Service::oidc:
      return {400, "SlowDownException", "Rate exceeded"};
    case Service::signin:
      return {429, "TooManyRequestsError", "Rate exceeded", "INVALID_REQUEST"};
    default:
      return {400, "Throttling", "Rate exceeded"};
  }
}

}  // namespace testbed
