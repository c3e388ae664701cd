// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws_state.hpp"
#include "rest/operation.hpp"

namespace testbed {

/// The operation that the method and the path ask for; nullptr: the request is STS's.
const RestOperation* find_rest_operation(const HttpRequest& request);

/// The parameters of a JSON request for the ledger, those of its query too. Secrets are starred.
Form rest_parameters(const HttpRequest& request);

/// Judges and runs a request that came in by the listener `via`.
Judged<HttpResponse> run_rest(const RestOperation& operation, const HttpRequest& request,
                              const std::string& via, const World& world, AwsState& state);

}  // namespace testbed
