// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws_state.hpp"
#include "net/http_message.hpp"
#include "world/world.hpp"

namespace testbed {

// Both throw ConfigError for an invalid body.

/// POST /control/person {"answer": "confirms" | "refuses" | "waits"}: the result of browser pages from now
/// on.
HttpResponse control_person(const HttpRequest& request, AwsState& state);

/// POST /control/sso-token {"start_url"?, "lifetime_seconds"?}: signs the user in without a browser, for a
/// newly registered client. Replies with the content of the token file that `aws sso login` would have
/// written.
HttpResponse control_sso_token(const HttpRequest& request, const World& world, AwsState& state);

}  // namespace testbed
