// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/encoding.hpp"
#include "base/hash.hpp"
#include "rest/operation.hpp"
#include "rest/reply.hpp"
#include "sso/client.hpp"

namespace testbed {
namespace {

constexpr std::int64_t kCodeLifetime = 600;
constexpr std::size_t kChallengeSize = 43;  // base64url of a SHA-256

const OidcClient* find_client(const RestCall& call) {
  const auto found = call.sso.clients.find(form_value(call.query, "client_id").value_or(""));
  return found == call.sso.clients.end() || call.now >= found->second.expires ? nullptr : &found->second;
}

bool is_registered(const OidcClient& client, const std::string& uri) {
  return std::any_of(client.redirect_uris.begin(), client.redirect_uris.end(),
                     [&](const std::string& registered) { return redirect_fits(registered, uri); });
}

// The OAuth error of the request; empty: none.
std::string mistake(const RestCall& call, const OidcClient& client) {
  if (form_value(call.query, "response_type") != "code") return "unsupported_response_type";
  if (!client.may("authorization_code")) return "unauthorized_client";
  const std::string challenge = form_value(call.query, "code_challenge").value_or("");
  if (form_value(call.query, "code_challenge_method") != "S256" || challenge.size() != kChallengeSize ||
      !base64url_decode(challenge)) {
    return "invalid_request";
  }
  return "";
}

HttpResponse send_back(const RestCall& call, const std::string& uri, const std::string& name,
                       const std::string& value) {
  std::string url =
      uri + (uri.find('?') == std::string::npos ? "?" : "&") + name + "=" + percent_encode(value);
  if (const auto state = form_value(call.query, "state")) url += "&state=" + percent_encode(*state);
  return redirect_reply(url);
}

}  // namespace

/// The page where the user signs in and decides; it redirects to the program's loopback address.
Judged<HttpResponse> authorize(RestCall& call) {
  const OidcClient* client = find_client(call);
  const std::string uri = form_value(call.query, "redirect_uri").value_or("");
  // No redirect to an unregistered address, even for an error (RFC 6749 section 4.1.2.1).
  if (client == nullptr || client->issuer == nullptr) {
    return refuse(400, "InvalidClientException", "Invalid client provided");
  }
  if (!is_registered(*client, uri)) {
    return refuse(400, "InvalidRequestException", "Invalid redirect uri provided");
  }
  if (const std::string error = mistake(call, *client); !error.empty()) {
    return send_back(call, uri, "error", error);
  }
  if (call.sso.person == Person::refuses) return send_back(call, uri, "error", "access_denied");
  if (call.sso.person == Person::waits) return page_reply(200, "Allow the program to access your data?");
  const std::string code = base64url(random_bytes(66));
  call.sso.codes[code] = {client->id, uri, form_value(call.query, "code_challenge").value_or(""),
                          client->issuer, call.now + kCodeLifetime};
  return send_back(call, uri, "code", code);
}

}  // namespace testbed
