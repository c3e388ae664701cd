// SPDX-License-Identifier: Apache-2.0
#include "aws/request/exchange.hpp"

#include <algorithm>

#include "base/timestamp.hpp"

namespace latchkey {
namespace {

ServiceFailure failure_of(const Operation& operation, const std::string& url, TransportFailure why) {
  ServiceFailure failure;
  failure.operation = operation.name;
  failure.url = url;
  failure.sent = why.sent;
  failure.transport = std::move(why);
  return failure;
}

bool is_good(int status) {
  return status >= 200 && status < 300;
}

/// The remaining part of kLongestCall. A clock that was set back does not extend it.
std::chrono::milliseconds left_of_call(const Host& host, TimePoint began) {
  const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(host.now() - began);
  return kLongestCall -
         std::clamp<std::chrono::milliseconds>(spent, std::chrono::milliseconds{0}, kLongestCall);
}

/// Builds and sends a request. The request, with an MFA code in it, is destroyed on return, because the pause
/// before the next attempt may be long.
tl::expected<HttpResponse, TransportFailure> send(const Host& host, const Connection& connection,
                                                  HttpRequest request, std::chrono::milliseconds left) {
  request.proxy = connection.proxy;
  request.ca_bundle = connection.ca_bundle;
  request.connect_timeout = connection.retries.connect_timeout;
  request.total_timeout = std::min(exchange_limit(request), left);
  return host.transport->send(request);
}

/// Waits before the next attempt. Tells the user when the delay is noticeable.
void rest(const Host& host, const Connection& connection, const ServiceFailure& failure,
          std::chrono::milliseconds pause) {
  if (pause >= std::chrono::seconds(2)) {
    host.notice(failure.operation + " failed, trying again in " + duration_text(pause) + " (attempt " +
                std::to_string(failure.attempts + 1) + " of " +
                std::to_string(connection.retries.max_attempts) + ") ...");
  }
  host.sleep(pause);
}

}  // namespace

const SecretText* find_header(const Headers& headers, std::string_view name) {
  const auto found =
      std::find_if(headers.begin(), headers.end(), [&](const auto& header) { return header.first == name; });
  return found == headers.end() ? nullptr : &found->second;
}

void add_attempt(Headers& headers, const Attempt& attempt) {
  headers.emplace_back("amz-sdk-invocation-id", attempt.invocation_id);
  headers.emplace_back("amz-sdk-request",
                       "attempt=" + std::to_string(attempt.number) +
                           (attempt.number > 1 ? "; max=" + std::to_string(attempt.most) : std::string()));
}

ServiceFailure failure_of(const Operation& operation, const std::string& url, const HttpResponse& response,
                          TimePoint now) {
  ServiceFailure failure;
  failure.operation = operation.name;
  failure.url = url;
  failure.status = response.status;
  if (const auto* type = find_header(response.headers, "content-type")) failure.content_type = type->view();
  if (const auto* date = find_header(response.headers, "date")) {
    if (const auto time = parse_timestamp(*date)) {
      failure.clock_ahead = std::chrono::duration_cast<std::chrono::seconds>(now - time->at);
    }
  }
  operation.read_error(response, failure);
  return failure;
}

tl::expected<Answer, ServiceFailure> exchange(const Host& host, const Connection& connection,
                                              const Operation& operation) {
  Attempt attempt{host.uuid(), 1, connection.retries.max_attempts};
  const auto began = host.now();
  while (true) {
    HttpRequest request = operation.request(attempt);
    const std::string url = request.url;
    auto response = send(host, connection, std::move(request), left_of_call(host, began));

    const std::string start = operation.service + ": " + operation.name;
    if (response) {
      host.debug(start + ": HTTP " + std::to_string(response->status));
      if (is_good(response->status)) return Answer{*std::move(response), attempt.number - 1};
    } else {
      host.debug(start + ": no answer: " + response.error().detail);
    }
    ServiceFailure failure = response ? failure_of(operation, url, *response, host.now())
                                      : failure_of(operation, url, std::move(response).error());
    failure.attempts = attempt.number;
    failure.spent_code = operation.has_code && failure.sent;
    if (failure.spent_code || attempt.number >= attempt.most ||
        !is_transient(connection.retries.mode, failure))
      return tl::unexpected(std::move(failure));
    const auto pause = pause_after(connection.retries.mode, failure.attempts, host.jitter());
    if (pause >= left_of_call(host, began)) return tl::unexpected(std::move(failure));
    rest(host, connection, failure, pause);
    ++attempt.number;
  }
}

}  // namespace latchkey
