// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "auth/aws_error.hpp"
#include "net/http_message.hpp"
#include "world/caller.hpp"
#include "world/sessions.hpp"
#include "world/world.hpp"

namespace testbed {

/// Finds out who signed the request for STS, in the order in which AWS checks.
Judged<Caller> authenticate(const HttpRequest& request, const World& world, const Sessions& sessions,
                            std::int64_t now);

}  // namespace testbed
