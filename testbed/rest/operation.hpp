// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "auth/aws_error.hpp"
#include "base/form.hpp"
#include "net/http_message.hpp"
#include "rest/service.hpp"
#include "signin/login_state.hpp"
#include "sso/sso_state.hpp"
#include "world/sessions.hpp"
#include "world/world.hpp"

namespace testbed {

/// One call of a JSON operation, with everything that it may read or change.
struct RestCall {
  const HttpRequest& request;
  std::string base_url;  ///< as the client sees it: scheme and host
  std::string region;    ///< of the host name; empty on a loopback host
  nlohmann::json body;   ///< an object
  Form query;
  const World& world;
  Sessions& sessions;
  SsoState& sso;
  LoginState& logins;
  std::int64_t now;

  /// The string member `name` of the body, if it is present and not empty.
  std::optional<std::string> text(const char* name) const;
  /// The member `name` of the body, a list of strings; empty if absent.
  std::vector<std::string> texts(const char* name) const;
};

/// Returns the whole reply.
using RunRest = Judged<HttpResponse>(RestCall& call);

RunRest get_role_credentials;
RunRest logout;
RunRest register_client;
RunRest start_device_authorization;
RunRest confirm_device;
RunRest authorize;
RunRest create_token;
RunRest create_oauth2_token;

struct RestOperation {
  std::string_view method;
  std::string_view path;
  std::string_view name;  ///< in the ledger and in faults
  Service service;
  RunRest* run;
};

/// A new operation is a new file, a declaration above and a line here. The list includes the pages of the
/// browser.
inline constexpr std::array kRestOperations{
    RestOperation{"GET", "/federation/credentials", "GetRoleCredentials", Service::portal,
                  get_role_credentials},
    RestOperation{"POST", "/logout", "Logout", Service::portal, logout},
    RestOperation{"POST", "/client/register", "RegisterClient", Service::oidc, register_client},
    RestOperation{"POST", "/device_authorization", "StartDeviceAuthorization", Service::oidc,
                  start_device_authorization},
    RestOperation{"GET", "/device", "ConfirmDevice", Service::oidc, confirm_device},
    RestOperation{"GET", "/authorize", "Authorize", Service::oidc, authorize},
    RestOperation{"POST", "/token", "CreateToken", Service::oidc, create_token},
    RestOperation{"POST", "/v1/token", "CreateOAuth2Token", Service::signin, create_oauth2_token},
};

}  // namespace testbed
