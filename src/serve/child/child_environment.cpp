// SPDX-License-Identifier: Apache-2.0
#include "serve/child/child_environment.hpp"

#include "aws/config/settings.hpp"
#include "aws/request/endpoints.hpp"
#include "serve/child/credential_text.hpp"

namespace latchkey {
std::vector<std::pair<std::string, std::string>> region_variables(const std::optional<std::string>& region) {
  if (!region) return {};
  return {{"AWS_REGION", *region}, {"AWS_DEFAULT_REGION", *region}};
}

Environment child_environment(Environment env, const Credentials& credentials, const ChildProfile& profile) {
  for (const auto* name : kReplacedVariables) env.unset(name);
  if (const auto* url = env.find("AWS_CONTAINER_CREDENTIALS_FULL_URI"); url && is_own_endpoint(*url)) {
    for (const auto* name : {"AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN",
                             "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"})
      env.unset(name);
  }
  for (auto& [name, value] : credential_variables(credentials)) env.set(name, std::move(value));
  if (credentials.account_id) env.set("AWS_ACCOUNT_ID", *credentials.account_id);
  env.set(kProfileVariable, profile.name);
  for (auto& [name, value] : region_variables(profile.region)) env.set(name, std::move(value));
  return env;
}

Environment refreshing_environment(Environment env, const EndpointAddress& endpoint,
                                   const ChildProfile& profile) {
  for (const auto* name :
       {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN",
        "AWS_CREDENTIAL_EXPIRATION", "AWS_ACCOUNT_ID", "AWS_DEFAULT_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"}) {
    env.unset(name);
  }
  env.set("AWS_PROFILE", kRefreshProfile);
  env.set(kProfileVariable, profile.name);
  env.set("AWS_CONTAINER_CREDENTIALS_FULL_URI", endpoint.url);
  env.set("AWS_CONTAINER_AUTHORIZATION_TOKEN", endpoint.token.reveal());
  for (auto& [name, value] : region_variables(profile.region)) env.set(name, std::move(value));
  return env;
}

}  // namespace latchkey
