// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "platform/network/http_listener.hpp"
#include "serve/endpoint/credential_store.hpp"

namespace latchkey {

/// Whom the endpoint answers, and about what.
struct EndpointRules {
  std::string authority;  ///< the only Host: "127.0.0.1:PORT"; empty: this machine under any of its own names
  Secret token;           ///< what Authorization must hold, alone
  std::map<std::string, std::string, std::less<>> profiles;  ///< by path
};

/// What an endpoint says to a request.
struct EndpointAnswer {
  LocalReply reply;
  const char* refused =
      nullptr;  ///< why, in words that hold nothing of the request; nullptr: it was answered
};

/// 256 bits in base64url, which every HTTP client sends as it is.
Secret new_endpoint_token();

/// The path of a profile: "/role/NAME", percent-encoded.
std::string endpoint_path(const std::string& profile);

/// Whether a Host header names this machine to itself, with any port: what a client behind a relay (ssh, a
/// container's neighbour) sends, who was told another port than ours. Pure.
bool is_loopback_host(std::string_view host);

/// A refusal, which ends the connection, so that guessing costs one each time.
EndpointAnswer refusal(int status, const char* code, const char* why);

/// What every endpoint refuses, whatever is asked: another user's program, what is no request, another Host
/// than `authority` (empty: than this machine's own names). nullopt: it may ask. Pure.
std::optional<EndpointAnswer> refuse_peer(const LocalRequest& request, const std::string& authority);

/// The container-credentials protocol: GET of a profile's path with the token. 403: another user's program,
/// another Host, or no or another token, whatever was asked; 404: no such profile; 405: another method; 503:
/// there are no credentials, and the body says why. Never waits. Pure.
EndpointAnswer answer_credentials(const LocalRequest& request, const EndpointRules& rules,
                                  const CredentialStore& store, TimePoint now);

}  // namespace latchkey
