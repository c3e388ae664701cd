// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "rest/operation.hpp"

namespace testbed {

/// The client that the body's clientId and clientSecret name.
Judged<const OidcClient*> authenticate_client(const RestCall& call);

/// The instance of `start_url` in the call's region.
Judged<const SsoInstance*> instance_of(const RestCall& call, std::string_view start_url);

/// Whether a client that registered `registered` may be redirected to `asked`. On a loopback address any port
/// is allowed (RFC 8252 section 7.3), because a program knows its port only after it has registered.
bool redirect_fits(std::string_view registered, std::string_view asked);

}  // namespace testbed
