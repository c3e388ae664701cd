// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "auth/aws_error.hpp"
#include "net/http_message.hpp"
#include "world/caller.hpp"
#include "world/sessions.hpp"
#include "world/world.hpp"

namespace testbed {

/// Identifies the signer of a request for STS, with AWS's order of checks.
Judged<Caller> authenticate(const HttpRequest& request, const World& world, const Sessions& sessions,
                            std::int64_t now);

}  // namespace testbed
