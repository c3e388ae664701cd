// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "aws/request/json_service.hpp"
#include "sso/token_cache.hpp"

// The sign-in service of IAM Identity Center (sso-oidc). Source: botocore/data/sso-oidc; OAuth 2.0: RFC 6749,
// 7636 (PKCE) and 8628 (device flow).
namespace latchkey {

constexpr const char* kIdentityCenter = "IAM Identity Center";
/// The default scope of a sign-in.
constexpr const char* kDefaultScope = "sso:account:access";

template <typename T>
using ServiceResult = tl::expected<T, ServiceFailure>;

/// A started device flow: the user enters the code at the address.
struct DeviceAuthorization {
  Secret device_code;
  std::string user_code;          ///< "ABCD-EFGH", for the user to compare
  std::string address;            ///< the page for the code
  std::string address_with_code;  ///< the same including the code; one of the two may be empty
  std::chrono::seconds lifetime{600}, interval{5};
};

/// The arguments of CreateToken that depend on the grant, in the order of the request.
struct Grant {
  std::string type;  ///< "refresh_token"
  std::vector<std::pair<std::string, Secret>> arguments;
};
Grant refresh_grant(const Secret& refresh_token);
Grant device_grant(const Secret& device_code);
Grant code_grant(const Secret& code, const std::string& redirect_uri, const Secret& verifier);

/// Calls the service of one sign-in. Retries temporary failures by the rules of the connection. A pending
/// authorization is a failure with its own code.
class OidcClient {
 public:
  OidcClient(const Host& host, SsoSession session, Connection connection)
      : host_(&host), session_(std::move(session)), connection_(std::move(connection)) {}

  /// Registers latchkey as a client. `redirect_uri` is for the browser flow; nullopt: the device flow.
  ServiceResult<SsoRegistration> register_client(const std::optional<std::string>& redirect_uri) const;
  ServiceResult<DeviceAuthorization> start_device_authorization(const SsoRegistration& registration) const;
  /// Returns a token that contains `registration`.
  ServiceResult<SsoToken> create_token(const SsoRegistration& registration, const Grant& grant) const;

  /// The start page of the browser flow: the endpoint's /authorize.
  std::string authorize_url() const;
  const SsoSession& session() const { return session_; }

 private:
  /// A reply that lacks a member, or has one with a flaw.
  ServiceFailure no_answer_of(const char* operation, const std::optional<std::string>& flaw = {}) const;

  const Host* host_;
  SsoSession session_;
  Connection connection_;
};

/// The error for a failure, with the sign-in's name: "sso-session corp: ...".
Error explain_sign_in(const ServiceFailure& failure, const SsoSession& session);

}  // namespace latchkey
