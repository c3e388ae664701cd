// SPDX-License-Identifier: Apache-2.0
#include "sts/service.hpp"

#include <algorithm>

#include "auth/authenticate.hpp"

namespace testbed {
namespace {

constexpr std::string_view kVersion = "2011-06-15";

Judged<const Operation*> find_operation(const Form& form) {
  const auto action = form_value(form, "Action");
  const auto version = form_value(form, "Version");
  if (!action)
    return refuse(400, "MissingAction", "The request is missing an action or a required parameter.");
  if (version && *version != kVersion) {
    return refuse(400, "NoSuchVersion", "The requested version ( " + *version + " ) is not valid");
  }
  const auto* found = std::find_if(kOperations.begin(), kOperations.end(),
                                   [&](const Operation& operation) { return operation.name == *action; });
  if (!version || found == kOperations.end()) {
    return refuse(
        400, "InvalidAction",
        "Could not find operation " + *action + " for version " + version.value_or("NO_VERSION_SPECIFIED"));
  }
  return found;
}

}  // namespace

std::optional<Form> request_form(const HttpRequest& request) {
  auto form = parse_form(request.query());
  const auto body = parse_form(request.body);
  if (!form || !body) return std::nullopt;
  form->insert(form->end(), body->begin(), body->end());
  return form;
}

Judged<std::string> run_sts(const HttpRequest& request, const std::optional<Form>& form, const World& world,
                            AwsState& state) {
  if (request.path() != "/")
    return refuse(404, "UnknownOperationException", "The requested operation is not known.");
  if (request.method != "POST" && request.method != "GET") {
    return refuse(405, "InvalidMethod", "The method " + request.method + " is not allowed.");
  }
  if (!form) return refuse(400, "MalformedQueryString", "The query string contains a syntax error.");
  const auto operation = find_operation(*form);
  if (!operation) return tl::make_unexpected(operation.error());
  // Counted before all checks, because tests check how often a code was sent.
  if (form_value(*form, "TokenCode")) ++state.codes.received;

  StsCall call{*form,
               nullptr,
               world,
               state.sessions,
               state.mfa,
               state.codes,
               state.clock.now(),
               state.clock.totp_now()};
  if (!(*operation)->is_signed) return (*operation)->run(call);
  const auto caller = authenticate(request, world, state.sessions, call.now);
  if (!caller) return tl::make_unexpected(caller.error());
  call.caller = &*caller;
  return (*operation)->run(call);
}

}  // namespace testbed
