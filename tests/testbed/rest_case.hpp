// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/form.hpp"
#include "rest/run.hpp"
#include "signed_request.hpp"

/// Calls JSON operations at a fixed time.
class RestCase : public ::testing::Test {
 protected:
  explicit RestCase(testbed::World given) : world(std::move(given)) {}

  /// The error code, or "" with the reply in `response` and, if it is JSON, `reply`.
  std::string send(const std::string& method, const std::string& target, const std::string& body = "",
                   testbed::Headers headers = {}) {
    testbed::HttpRequest request;
    request.method = method;
    request.target = target;
    request.body = body;
    request.headers = std::move(headers);
    request.headers.emplace_back("Host", host);
    const auto* operation = testbed::find_rest_operation(request);
    if (operation == nullptr) return "not found";
    const auto answer =
        testbed::run_rest(*operation, request, host == "127.0.0.1:1" ? "http" : "proxy", world, state);
    error = answer ? testbed::AwsError() : answer.error();
    response = answer ? *answer : testbed::HttpResponse();
    reply = nlohmann::json::parse(response.body, nullptr, false);
    return error.code;
  }

  std::string post(const std::string& path, const nlohmann::json& body, testbed::Headers headers = {}) {
    return send("POST", path, body.dump(), std::move(headers));
  }

  /// A parameter of the redirect's address.
  std::string redirected(const std::string& name) const {
    for (const auto& [key, value] : response.headers) {
      if (key != "Location") continue;
      const auto form = testbed::parse_form(std::string_view(value).substr(value.find('?') + 1));
      return testbed::form_value(form.value(), name).value_or("");
    }
    return "";
  }

  std::int64_t now = kNow;
  std::string host = "127.0.0.1:1";
  const testbed::World world;
  testbed::AwsState state{testbed::Clock([this] { return now; }), {}, {}, {}};
  testbed::AwsError error;
  testbed::HttpResponse response;
  nlohmann::json reply;
};
