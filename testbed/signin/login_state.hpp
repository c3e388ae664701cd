// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "signin/dpop.hpp"
#include "world/world.hpp"

namespace testbed {

/// The state of the sign-in service.
struct LoginState {
  struct Login {
    const ConsoleLogin* config = nullptr;
    std::string thumbprint;  ///< of the key that its refresh token is bound to; empty: of the first client
  };

  bool has_config = false;
  std::map<std::string, Login> by_refresh_token;
  DpopJudge proofs;

  /// The login of that refresh token, or nullptr.
  Login* find(const World& world, const std::string& refresh_token);
};

}  // namespace testbed
