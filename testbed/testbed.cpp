// SPDX-License-Identifier: Apache-2.0
#include "testbed.hpp"

#include <chrono>
#include <optional>
#include <utility>

#include "control/control.hpp"
#include "rest/reply.hpp"
#include "rest/run.hpp"
#include "sts/reply.hpp"

namespace testbed {
namespace {

// Longer than any client waits for metadata.
constexpr std::int64_t kLostReplyMs = 30000;

std::string default_code(int status) {
  if (status == 503) return "ServiceUnavailable";
  return status >= 500 ? "InternalFailure" : "RequestRefused";
}

// The reply of a fault, if it has one.
std::optional<HttpResponse> false_reply(const Fault& fault, Service service) {
  if (fault.throttle) return refusal_reply(service, throttling_error(service));
  if (fault.body || fault.huge_reply_bytes) {
    HttpResponse out;
    out.status = fault.status.value_or(200);
    out.content_type = service == Service::sts ? "text/xml" : "application/json";
    out.body = fault.body ? *fault.body : std::string(*fault.huge_reply_bytes, 'x');
    return out;
  }
  if (!fault.status && fault.code.empty()) return std::nullopt;
  const int status = fault.status.value_or(400);
  return refusal_reply(
      service, {status, fault.code.empty() ? default_code(status) : fault.code,
                fault.message.empty() ? "The testbed was told to fail." : fault.message, fault.oauth_error});
}

}  // namespace

bool is_control(const HttpRequest& request) {
  return request.path().rfind("/control", 0) == 0;
}

Testbed::Testbed(World world, Clock clock) : world_(std::move(world)), state_{std::move(clock), {}, {}, {}} {}

Testbed::Reply Testbed::answer(const HttpRequest& request, const std::string& via) {
  if (via == "http" && is_control(request)) {
    const std::lock_guard lock(mutex_);
    return {answer_control(request, world_, state_, ledger_, faults_), Drop::none};
  }
  if (via == "http" && Metadata::owns(request)) {
    return answer_metadata(request);
  }
  return answer_aws(request, via);
}

Testbed::Reply Testbed::answer_metadata(const HttpRequest& request) {
  bool is_lost = false;
  {
    const std::lock_guard lock(mutex_);
    is_lost = Metadata::loses_reply(request, state_.instance);
    if (!is_lost) return {metadata_.answer(request, world_, state_), Drop::none};
  }
  wait(kLostReplyMs);
  return {{}, Drop::before_reply};
}

Testbed::Reply Testbed::answer_aws(const HttpRequest& request, const std::string& via) {
  const RestOperation* rest = find_rest_operation(request);
  const Service service = rest == nullptr ? Service::sts : rest->service;
  const auto form = rest == nullptr ? request_form(request) : rest_parameters(request);
  LedgerEntry entry = describe(request, form.value_or(Form()), via);
  if (rest != nullptr) {
    entry.operation = rest->name;
    entry.region = fit_host(service, entry.host).region;
  }
  std::optional<Fault> fault;
  {
    const std::lock_guard lock(mutex_);
    fault = faults_.take(entry.operation);
  }
  if (fault) wait(fault->latency_ms);

  Reply reply;
  if (fault) reply.drop = fault->drop;
  const auto lie = fault ? false_reply(*fault, service) : std::nullopt;
  const std::lock_guard lock(mutex_);
  if (lie) {
    reply.response = *lie;
    entry.error = fault->throttle ? throttling_error(service).code : fault->code;
    if (entry.error.empty()) entry.error = "fault";
  } else {
    const auto result = rest == nullptr ? answer_sts(request, form, entry.operation)
                                        : run_rest(*rest, request, via, world_, state_);
    if (!result) entry.error = result.error().code;
    reply.response = result ? *result : refusal_reply(service, result.error());
  }
  if (fault && fault->content_type) reply.response.content_type = *fault->content_type;
  entry.status = reply.response.status;
  ledger_.add(std::move(entry));
  return reply;
}

Judged<HttpResponse> Testbed::answer_sts(const HttpRequest& request, const std::optional<Form>& form,
                                         const std::string& operation) {
  return run_sts(request, form, world_, state_).map([&](const std::string& result) {
    return success_reply(operation, result);
  });
}

bool Testbed::drops_before_read() {
  const std::lock_guard lock(mutex_);
  return faults_.take_before_read();
}

void Testbed::count_connection() {
  const std::lock_guard lock(mutex_);
  ledger_.add_connection();
}

std::int64_t Testbed::now() {
  const std::lock_guard lock(mutex_);
  return state_.clock.now();
}

void Testbed::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  stop_.notify_all();
}

void Testbed::wait(std::int64_t milliseconds) {
  if (milliseconds <= 0) return;
  std::unique_lock lock(mutex_);
  // wait_until on the system clock: gcc's ThreadSanitizer does not support pthread_cond_clockwait.
  stop_.wait_until(lock, std::chrono::system_clock::now() + std::chrono::milliseconds(milliseconds),
                   [this] { return stopped_; });
}

}  // namespace testbed
