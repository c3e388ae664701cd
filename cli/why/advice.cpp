// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <initializer_list>

#include "cli/why/why.hpp"
#include "platform/process/command_line.hpp"

namespace latchkey::cli {
namespace {

/// Whether a file or a variable may be the cause.
bool may_be_explained(const Error& error) {
  return error.kind == ErrorKind::config || error.kind == ErrorKind::missing ||
         error.kind == ErrorKind::denied || error.kind == ErrorKind::io;
}

bool is_at(const Origin& origin, const diagnose::Place& place) {
  return origin.kind == Origin::Kind::file && origin.line == place.line && origin.name == place.path;
}

/// What to do about a finding, below an error that may name its line already.
std::string hint_of(const diagnose::Finding& finding, const Error& error, const diagnose::Report& report) {
  const bool is_same_place = finding.place && is_at(error.origin, *finding.place);
  return is_same_place ? finding.fix : next_step(finding, report.home);
}

/// The first of the variables that is set. nullptr: none.
const char* set_variable(const Environment& env, std::initializer_list<const char*> names) {
  const auto* found = std::find_if(names.begin(), names.end(),
                                   [&](const char* name) { return env.find_filled(name) != nullptr; });
  return found != names.end() ? *found : nullptr;
}

/// The origin of the CA bundle: a variable, or a line of a file. Empty: none.
std::string source_of_certificates(const diagnose::Report& report, const Environment& env) {
  for (const auto& setting : report.settings) {
    if (setting.key == "AWS_CA_BUNDLE") return setting.key;
    if (setting.key == "ca_bundle") return setting.key + " in " + short_place(setting.place, report.home);
  }
  return env.find_filled("REQUESTS_CA_BUNDLE") != nullptr ? "REQUESTS_CA_BUNDLE" : "";
}

/// The configured value, for a hint that would suggest configuring it.
std::string hint_of_connection(const Error& error, const diagnose::Report& report, const Environment& env) {
  if (error.cause == Cause::tls_failed) {
    const auto source = source_of_certificates(report, env);
    if (!source.empty())
      return "check that " + source + " names a PEM file with the certificate that signs for this host";
  }
  const bool is_unreachable = error.cause == Cause::host_unknown || error.cause == Cause::connection_failed;
  if (is_unreachable && set_variable(env, {"https_proxy", "HTTPS_PROXY"}) == nullptr) {
    if (const auto* other = set_variable(env, {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}))
      return std::string(other) + " is set and HTTPS_PROXY is not: set HTTPS_PROXY to reach AWS by a proxy";
  }
  return {};
}

/// Whether its hint leads to `login`, which rejects a broken profile.
bool advises_login(Cause cause) {
  return cause == Cause::code_needed || cause == Cause::sso_not_signed_in || cause == Cause::sso_expired;
}

/// A line that nobody reads may say where the region is, or what the role asks for.
void add_unread_line(Error& error, const std::string& advice) {
  if (error.cause == Cause::region_missing) error.hint = advice;
  if (error.cause == Cause::access_denied) error.hint = advice + "; else " + error.hint;
}

}  // namespace

Error with_advice(Error error, const SessionOptions& options, Host host) {
  const bool is_of_network = error.kind == ErrorKind::network;
  if (!is_of_network && !may_be_explained(error)) return error;
  host.warn = host.notice = host.debug = [](const std::string&) {};
  const auto report = diagnose::explain_profile(host, options);
  if (is_of_network) {
    if (auto hint = hint_of_connection(error, report, host.env); !hint.empty()) error.hint = std::move(hint);
    return error;
  }
  if (!report.problem) {
    const auto& blocked = report.blocked_calls;
    if (blocked && blocked->error.cause == error.cause) error.hint = hint_of(*blocked, error, report);
    if (report.unread_line) add_unread_line(error, next_step(*report.unread_line, report.home));
    return error;
  }
  const auto& problem = *report.problem;
  const auto& place = problem.place;
  const bool is_same_place = place && is_at(error.origin, *place);
  if (problem.error.cause == error.cause || is_same_place || advises_login(error.cause)) {
    error.hint = hint_of(problem, error, report);
  } else if (place) {
    if (!error.hint.empty()) error.hint += "; ";
    error.hint += "latchkey why -p " + command_line_word(report.profile) + " names line " +
                  std::to_string(place->line) + " of " + diagnose::with_short_paths(place->path, report.home);
  }
  return error;
}

}  // namespace latchkey::cli
