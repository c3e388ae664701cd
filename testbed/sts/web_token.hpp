// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "auth/aws_error.hpp"
#include "world/world.hpp"

namespace testbed {

/// The identity in a token.
struct WebIdentity {
  std::string issuer;
  std::string audience;
  std::string subject;
};

/// Checks a token: its form, issuer, signature, audience and times.
Judged<WebIdentity> judge_web_token(const std::string& token, const World& world, std::int64_t now);

}  // namespace testbed
