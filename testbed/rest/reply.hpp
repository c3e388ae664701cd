// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "auth/aws_error.hpp"
#include "net/http_message.hpp"
#include "rest/service.hpp"

namespace testbed {

HttpResponse json_reply(const nlohmann::ordered_json& body);

/// A page for the person's browser.
HttpResponse page_reply(int status, const std::string& text);
HttpResponse redirect_reply(const std::string& url);

/// A refusal in the form of the service: XML for STS, JSON and the header x-amzn-ErrorType for the others.
HttpResponse refusal_reply(Service service, const AwsError& error);

/// How the service says that requests come too fast.
AwsError throttling_error(Service service);

}  // namespace testbed
