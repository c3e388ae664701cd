// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "auth/aws_error.hpp"
#include "net/http_message.hpp"

namespace testbed {

/// A random UUID for each reply.
std::string new_request_id();

HttpResponse success_reply(std::string_view operation, std::string_view result_xml);
HttpResponse error_reply(const AwsError& error);

}  // namespace testbed
