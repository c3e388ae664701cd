// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/request/exchange.hpp"
#include "base/secret/secret_json.hpp"

// The services that speak JSON and take no signature: the access portal and the sign-in of IAM Identity
// Center, and what `aws login` uses. Source: botocore/data/sso, sso-oidc, signin; the rest-json protocol.
namespace latchkey {

struct JsonCall {
  std::string operation;  ///< "GetRoleCredentials"
  std::string method = "POST";
  std::string target;  ///< path and query below the endpoint: "/federation/credentials?role_name=ops"
  Headers headers;     ///< besides those that every call has
  SecretText body;     ///< JSON, or empty
};

/// "a=b&c=d" of names and values, the values escaped.
std::string query_text(const std::vector<std::pair<std::string, std::string>>& values);

/// The full URL of a call: the endpoint's own path goes before the target.
std::string url_of(const Connection& connection, const JsonCall& call);

/// Its answer, always an object; an answer without a body counts as an empty one.
tl::expected<SecretJson, ServiceFailure> call_json(const Host& host, const Connection& connection,
                                                   const JsonCall& call);

/// Plain words and a hint. `service`: "IAM Identity Center". Kinds: denied, network.
Error explain(const ServiceFailure& failure, const std::string& service, const std::string& before);

}  // namespace latchkey
