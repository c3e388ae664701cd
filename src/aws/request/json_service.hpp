// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/request/exchange.hpp"
#include "base/secret/secret_json.hpp"

// Calls the unsigned JSON services: the access portal and the sign-in of IAM Identity Center, and the sign-in
// of `aws login`. Source: botocore/data/sso, sso-oidc, signin; the rest-json protocol.
namespace latchkey {

struct JsonCall {
  std::string operation;  ///< "GetRoleCredentials"
  std::string method = "POST";
  std::string target;  ///< path and query below the endpoint: "/federation/credentials?role_name=ops"
  Headers headers;     ///< besides those of every call
  SecretText body;     ///< JSON, or empty
};

/// "a=b&c=d" with escaped values.
std::string query_text(const std::vector<std::pair<std::string, std::string>>& values);

/// The full URL of a call: the endpoint's path, then the target.
std::string url_of(const Connection& connection, const JsonCall& call);

/// The reply, always an object; a reply without a body counts as an empty one.
tl::expected<SecretJson, ServiceFailure> call_json(const Host& host, const Connection& connection,
                                                   const JsonCall& call);

/// The error with a message and a hint. `service`: "IAM Identity Center". Kinds: denied, network.
Error explain(const ServiceFailure& failure, const std::string& service, const std::string& before);

}  // namespace latchkey
