// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "net/http_message.hpp"
#include "world/world.hpp"

namespace testbed {

/// GET /control/jwt?issuer=&subject=&audience=&lifetime_seconds=, all optional: a token of an identity
/// provider whose key the testbed has generated, as plain text. The lifetime may be negative.
HttpResponse control_jwt(const HttpRequest& request, const World& world, std::int64_t now);

}  // namespace testbed
