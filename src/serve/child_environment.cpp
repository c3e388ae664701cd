// SPDX-License-Identifier: Apache-2.0
#include "serve/child_environment.hpp"

#include "serve/credential_text.hpp"

namespace latchkey {

Environment child_environment(Environment env, const Credentials& credentials,
                              const std::optional<std::string>& region) {
  for (const auto* name : {"AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN",
                           "AWS_CREDENTIAL_EXPIRATION", "AWS_ACCOUNT_ID"}) {
    env.unset(name);
  }
  for (auto& [name, value] : credential_variables(credentials)) env.set(name, std::move(value));
  if (credentials.account_id) env.set("AWS_ACCOUNT_ID", *credentials.account_id);
  // Some tools read only the one, some only the other.
  if (region) {
    env.set("AWS_REGION", *region);
    env.set("AWS_DEFAULT_REGION", *region);
  }
  return env;
}

}  // namespace latchkey
