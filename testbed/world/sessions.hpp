// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "world/caller.hpp"

namespace testbed {

/// Temporary credentials and their identity.
struct IssuedSession {
  std::string access_key_id;
  std::string secret;
  std::string token;
  std::int64_t expires = 0;
  Caller caller;
};

/// All temporary credentials ever issued; expired ones are kept, because AWS distinguishes them from unknown
/// ones.
class Sessions {
 public:
  const IssuedSession& issue(Caller caller, std::int64_t expires);
  const IssuedSession* find(const std::string& access_key_id) const;
  void expire_all(std::int64_t now);

 private:
  std::unordered_map<std::string, IssuedSession> by_id_;
};

}  // namespace testbed
