// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "auth/aws_error.hpp"
#include "world/world.hpp"

namespace testbed {

/// Who an identity provider says it is.
struct WebIdentity {
  std::string issuer;
  std::string audience;
  std::string subject;
};

/// Judges a token: its form, its issuer, its signature, its audience and its times.
Judged<WebIdentity> judge_web_token(const std::string& token, const World& world, std::int64_t now);

}  // namespace testbed
