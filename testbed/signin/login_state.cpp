// SPDX-License-Identifier: Apache-2.0
#include "signin/login_state.hpp"

namespace testbed {

LoginState::Login* LoginState::find(const World& world, const std::string& refresh_token) {
  if (!has_config) {
    for (const ConsoleLogin& login : world.logins)
      by_refresh_token[login.refresh_token] = {&login, login.thumbprint};
    has_config = true;
  }
  const auto found = by_refresh_token.find(refresh_token);
  return found == by_refresh_token.end() ? nullptr : &found->second;
}

}  // namespace testbed
