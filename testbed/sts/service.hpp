// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "auth/aws_error.hpp"
#include "aws_state.hpp"
#include "base/form.hpp"
#include "net/http_message.hpp"

namespace testbed {

/// The parameters of a request, from body and query. nullopt: malformed.
std::optional<Form> request_form(const HttpRequest& request);

/// Checks and runs a request; the string is the XML of the result.
Judged<std::string> run_sts(const HttpRequest& request, const std::optional<Form>& form, const World& world,
                            AwsState& state);

}  // namespace testbed
