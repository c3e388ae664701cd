// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "platform/network/http_listener.hpp"
#include "serve/endpoint/credential_store.hpp"

namespace latchkey {

/// The access rules and the profiles of the endpoint.
struct EndpointRules {
  std::string authority;  ///< the only Host: "127.0.0.1:PORT"; empty: any name of this machine
  Secret token;           ///< the required value of Authorization
  std::map<std::string, std::string, std::less<>> profiles;  ///< by path
};

/// The reply of an endpoint to a request.
struct EndpointAnswer {
  LocalReply reply;
  const char* refused =
      nullptr;  ///< why it was rejected, without any text of the request; nullptr: it was not
};

/// 256 random bits in base64url, which every HTTP client sends unchanged.
Secret new_endpoint_token();

/// The path of a profile: "/role/NAME", percent-encoded.
std::string endpoint_path(const std::string& profile);

/// Whether a Host header names this machine, with any port: clients behind a relay (ssh, a sidecar container)
/// may use another port. Pure.
bool is_loopback_host(std::string_view host);

/// A rejection, which closes the connection, so that each guess costs a connection.
EndpointAnswer refusal(int status, const char* code, const char* why);

/// The rejection common to all endpoints: another user's program, a malformed request, or another Host than
/// `authority` (empty: than this machine's names). nullopt: the request is allowed. Pure.
std::optional<EndpointAnswer> refuse_peer(const LocalRequest& request, const std::string& authority);

/// The container-credentials protocol: GET of a profile's path with the token. 403: another user's program,
/// another Host, or a missing or wrong token, for any path; 404: no such profile; 405: another method; 503:
/// there are no credentials, and the body contains the reason. Never waits. Pure.
EndpointAnswer answer_credentials(const LocalRequest& request, const EndpointRules& rules,
                                  const CredentialStore& store, TimePoint now);

}  // namespace latchkey
