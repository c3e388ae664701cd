// SPDX-License-Identifier: Apache-2.0
#include "testbed.hpp"

#include <chrono>
#include <optional>
#include <utility>

#include "control/control.hpp"
#include "sts/reply.hpp"

namespace testbed {
namespace {

std::string default_code(int status) {
  if (status == 503) return "ServiceUnavailable";
  return status >= 500 ? "InternalFailure" : "RequestRefused";
}

// The reply that a fault gives in place of AWS's, if it does.
std::optional<HttpResponse> false_reply(const Fault& fault) {
  if (fault.throttle) return error_reply({400, "Throttling", "Rate exceeded"});
  if (fault.body || fault.huge_reply_bytes) {
    HttpResponse out;
    out.status = fault.status.value_or(200);
    out.content_type = "text/xml";
    out.body = fault.body ? *fault.body : std::string(*fault.huge_reply_bytes, 'x');
    return out;
  }
  if (!fault.status && fault.code.empty()) return std::nullopt;
  const int status = fault.status.value_or(400);
  return error_reply({status, fault.code.empty() ? default_code(status) : fault.code,
                      fault.message.empty() ? "The testbed was told to fail." : fault.message});
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
    const std::lock_guard lock(mutex_);
    return {metadata_.answer(request, world_, state_.sessions, state_.clock.now()), Drop::none};
  }
  return answer_aws(request, via);
}

Testbed::Reply Testbed::answer_aws(const HttpRequest& request, const std::string& via) {
  const auto form = request_form(request);
  LedgerEntry entry = describe(request, form.value_or(Form()), via);
  std::optional<Fault> fault;
  {
    const std::lock_guard lock(mutex_);
    fault = faults_.take(entry.operation);
  }
  if (fault) wait(fault->latency_ms);

  Reply reply;
  if (fault) reply.drop = fault->drop;
  const auto lie = fault ? false_reply(*fault) : std::nullopt;
  const std::lock_guard lock(mutex_);
  if (lie) {
    reply.response = *lie;
    entry.error = fault->throttle ? "Throttling" : fault->code;
    if (entry.error.empty()) entry.error = "fault";
  } else {
    const auto result = run_sts(request, form, world_, state_);
    if (!result) entry.error = result.error().code;
    reply.response = result ? success_reply(entry.operation, *result) : error_reply(result.error());
  }
  if (fault && fault->content_type) reply.response.content_type = *fault->content_type;
  entry.status = reply.response.status;
  ledger_.add(std::move(entry));
  return reply;
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
  // wait_until on the system clock: gcc's ThreadSanitizer does not know pthread_cond_clockwait.
  stop_.wait_until(lock, std::chrono::system_clock::now() + std::chrono::milliseconds(milliseconds),
                   [this] { return stopped_; });
}

}  // namespace testbed
