// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "auth/aws_error.hpp"
#include "net/http_message.hpp"
#include "rest/service.hpp"

namespace testbed {

HttpResponse json_reply(const nlohmann::ordered_json& body);

/// A page for the user's browser.
HttpResponse page_reply(int status, const std::string& text);
HttpResponse redirect_reply(const std::string& url);

/// An error in the form of the service: XML for STS, JSON and the header x-amzn-ErrorType for the others.
HttpResponse refusal_reply(Service service, const AwsError& error);

/// The service's error for too many requests.
AwsError throttling_error(Service service);

}  // namespace testbed
