// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws_state.hpp"
#include "rest/operation.hpp"

namespace testbed {

/// The operation of the method and the path; nullptr: the request is for STS.
const RestOperation* find_rest_operation(const HttpRequest& request);

/// The parameters of a JSON request for the ledger, including those of its query. Secrets are masked.
Form rest_parameters(const HttpRequest& request);

/// Checks and runs a request of the listener `via`.
Judged<HttpResponse> run_rest(const RestOperation& operation, const HttpRequest& request,
                              const std::string& via, const World& world, AwsState& state);

}  // namespace testbed
