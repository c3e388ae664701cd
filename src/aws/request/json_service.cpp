// SPDX-License-Identifier: Apache-2.0
#include "aws/request/json_service.hpp"

#include <nlohmann/json.hpp>

#include "aws/request/signer.hpp"
#include "base/json_reader.hpp"
#include "base/text.hpp"

namespace latchkey {
namespace {

using Json = nlohmann::json;

std::string text_member(const Json& object, std::initializer_list<const char*> names) {
  for (const auto* name : names) {
    const auto found = object.find(name);
    if (found != object.end() && found->is_string()) return found->get<std::string>();
  }
  return {};
}

/// The code in "aws.service#Code:http://...".
std::string bare_code(std::string code) {
  code.resize(std::min(code.find(':'), code.size()));
  if (const auto mark = code.rfind('#'); mark != std::string::npos) code.erase(0, mark + 1);
  return code;
}

void read_error(const HttpResponse& response, ServiceFailure& failure) {
  const SecretJson document = read_json(response.body);
  const Json& body = *document;
  if (const auto* type = find_header(response.headers, "x-amzn-errortype"))
    failure.code = bare_code(std::string(type->view()));
  if (!body.is_object()) return;
  if (failure.code.empty()) failure.code = bare_code(text_member(body, {"code", "__type"}));
  failure.message = text_member(body, {"message", "Message", "error_description", "errorMessage"});
  failure.reason = text_member(body, {"error"});
}

HttpRequest request_of(const Connection& connection, const JsonCall& call, const Attempt& attempt) {
  HttpRequest request;
  request.method = call.method;
  request.url = url_of(connection, call);
  request.headers = {{"User-Agent", "latchkey/" LATCHKEY_VERSION}, {"Accept-Encoding", "identity"}};
  if (!call.body.empty()) request.headers.emplace_back("Content-Type", "application/json");
  request.headers.insert(request.headers.end(), call.headers.begin(), call.headers.end());
  add_attempt(request.headers, attempt);
  request.body = call.body;
  return request;
}

}  // namespace

std::string query_text(const std::vector<std::pair<std::string, std::string>>& values) {
  std::string text;
  for (const auto& [name, value] : values)
    text += (text.empty() ? "" : "&") + name + '=' + percent_encode(value);
  return text;
}

std::string url_of(const Connection& connection, const JsonCall& call) {
  std::string url = connection.endpoint.url;
  while (!url.empty() && url.back() == '/') url.pop_back();
  return url + call.target;
}

tl::expected<SecretJson, ServiceFailure> call_json(const Host& host, const Connection& connection,
                                                   const JsonCall& call) {
  Operation operation;
  operation.service = "json";
  operation.name = call.operation;
  operation.request = [&](const Attempt& attempt) { return request_of(connection, call, attempt); };
  operation.read_error = read_error;
  auto answer = exchange(host, connection, operation);
  if (!answer) return tl::unexpected(std::move(answer).error());
  const auto& response = answer->response;
  if (response.body.empty()) return SecretJson(Json::object());
  auto json = read_json(response.body);
  if (json->is_object()) return json;
  return tl::unexpected(failure_of(operation, url_of(connection, call), response, host.now()));
}

Error explain(const ServiceFailure& failure, const std::string& service, const std::string& before) {
  if (failure.transport) return explain_transport_error(failure, service, before);
  if (failure.code.empty() && failure.reason.empty())
    return explain_unexpected_response(failure, service, before);
  const bool theirs = failure.status >= 500 || failure.status == 429;
  const std::string code = failure.code.empty() ? failure.reason : failure.code;
  const std::string words = failure.message.empty() ? "" : ": " + quoted_words(failure.message);
  const std::string tries =
      failure.attempts > 1 ? " (tried " + std::to_string(failure.attempts) + " times)" : "";
  return {
      theirs ? Cause::service_failed : Cause::request_refused,
      before + service + " answered " + failure.operation + " with " + text::printable(code) + words + tries,
      theirs ? "try again in a moment" : ""};
}

}  // namespace latchkey
