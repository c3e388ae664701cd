// SPDX-License-Identifier: Apache-2.0
#include "providers/role_chain_resolver.hpp"

#include <algorithm>

#include "aws/cache/role_state.hpp"
#include "aws/config/paths.hpp"
#include "aws/config/validation.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "mfa/inline_code_roles.hpp"
#include "mfa/mfa_code.hpp"
#include "platform/process/command_line.hpp"

namespace latchkey {
namespace {

constexpr long long kHour = 3600;

/// A role with less time left is refreshed without a prompt.
std::chrono::seconds renewal_due(const RoleStep& step) {
  return is_short(step) ? least_time_left(step) : kRenewalDue;
}

}  // namespace

bool session_is_dead(const ServiceFailure& failure) {
  return failure.code == "ExpiredToken" || failure.code == "ExpiredTokenException" ||
         failure.code == "InvalidClientTokenId" || failure.code == "UnrecognizedClientException";
}

/// Goes inwards to the first cached step or to the base, then outwards again. Not recursive, because a chain
/// may have thousands of steps.
Result<Credentials> RoleChainResolver::credentials_for_step(std::size_t count) const {
  LoadOptions quiet = wish_;
  quiet.may_ask = false;
  const RoleChainResolver quiet_walk(setup_, plan_, base_, quiet);
  std::vector<Prepared> waiting;
  std::optional<Result<Credentials>> found;
  bool is_quiet = false;
  for (; count > 0 && !found; --count) {
    const RoleStep& step = plan_.steps[count - 1];
    auto cached = wish_.fresh ? std::nullopt : find_cached(step);
    if (cached && !is_due(step, *cached)) {
      found = *std::move(cached);
      break;
    }
    auto prepared = prepare(step);
    if (!prepared) {
      found = cached ? Result<Credentials>(*std::move(cached)) : tl::unexpected(std::move(prepared).error());
      break;
    }
    is_quiet = is_quiet || cached;
    prepared->is_quiet = is_quiet;
    prepared->fallback = std::move(cached);
    waiting.push_back(*std::move(prepared));
  }
  if (!found) found = base_.load(is_quiet ? quiet : wish_);
  for (; !waiting.empty(); waiting.pop_back()) {
    auto& step = waiting.back();
    auto fallback = step.fallback;
    if (*found) found = (step.is_quiet ? quiet_walk : *this).obtain(std::move(step), **std::move(found));
    if (*found || !fallback) continue;
    setup_.host.debug("renewal: " + found->error().message);
    found = *std::move(fallback);
  }
  return *std::move(found);
}

std::optional<Credentials> RoleChainResolver::find_cached(const RoleStep& step) const {
  return cache_.find_and_repair(role_cache_key(step), least_left(step));
}

std::chrono::seconds RoleChainResolver::least_left(const RoleStep& step) const {
  return wish_.least_left == kLeastTimeLeft ? least_time_left(step) : wish_.least_left;
}

/// Whether to refresh the role with an MFA session; if that fails, the cached credentials are used.
bool RoleChainResolver::is_due(const RoleStep& step, const Credentials& cached) const {
  return step.mfa_serial && !cached.last(renewal_due(step), setup_.host.now()) && renews_quietly(step);
}

bool RoleChainResolver::renews_quietly(const RoleStep& step) const {
  const auto settings = mfa_settings(setup_, step.profile);
  return settings && settings->sessions;
}

std::vector<std::string> RoleChainResolver::preflight_warnings(const Call& call, bool by_session) const {
  std::vector<std::string> preflight_warnings;
  for (const auto& invalid : invalid_values(plan_, gives_role(base_.provider))) {
    const bool is_bearable = by_session && invalid.setting == "duration_seconds" &&
                             invalid.profile == call.step.profile;  // see assume()
    if (!is_bearable)
      preflight_warnings.push_back(
          warning_of(setup_.config, invalid, call.is_at_aws, paths::home(setup_.host.env)));
  }
  return preflight_warnings;
}

/// Checks everything that can fail without a code before the prompt, so that no code is wasted.
Result<RoleChainResolver::Prepared> RoleChainResolver::prepare(const RoleStep& step) const {
  CHECK(check_arguments(step));
  TRY(auto connection, sts_connection(setup_));
  MfaSettings settings;
  if (step.mfa_serial) {
    CHECK(check_device(*step.mfa_serial, step.profile, step.mfa_serial_name));
    TRY(settings, mfa_settings(setup_, step.profile));
    if (wish_.session_duration) settings.session_duration = *wish_.session_duration;
  }
  return Prepared{step, std::move(connection), std::move(settings), false, std::nullopt};
}

Result<Credentials> RoleChainResolver::obtain(Prepared prepared, Credentials signer) const {
  const RoleStep& step = prepared.step;
  const bool is_renewal = prepared.fallback.has_value();
  auto& connection = prepared.connection;
  CHECK(check_key_id(signer, step.profile));
  if (is_renewal) connection.retries.max_attempts = 1;
  const bool is_at_aws = is_identity_of_aws(connection.endpoint.identity);
  auto inherited = inherited_device_of(step, signer);
  const Call call{step,
                  role_cache_key(step),
                  StsClient(setup_.host, std::move(connection)),
                  std::move(signer),
                  std::move(prepared.settings),
                  std::move(inherited),
                  is_at_aws,
                  is_renewal};
  if (!step.mfa_serial) {
    TRY(auto outcome, assume_once(call, call.signer, {}));
    if (outcome) return *std::move(outcome);
    if (call.inherited && outcome.error().is_denied()) return with_inherited_device(call, outcome.error());
    return tl::unexpected(explained(call, outcome.error(), call.signer));
  }
  // Only long-term keys can obtain an MFA session.
  const bool session_helps = call.settings.sessions && !call.signer.session_token &&
                             !requires_inline_code(setup_.host, endpoint_, call.key);
  return session_helps ? with_session(call) : with_code(call, {});
}

Result<Credentials> RoleChainResolver::with_session(const Call& call) const {
  const RoleStep& step = call.step;
  MfaSessionRequest options{step.profile,  step.role_arn, *step.mfa_serial,
                            call.settings, wish_.may_ask, wish_.newer_than};
  options.preflight_warnings = preflight_warnings(call, true);
  options.device_setting = step.mfa_serial_name;
  options.key_profile = plan_.base_profile;
  const SessionStore store(setup_.host);
  for (bool retried = false;; retried = true) {
    const auto asked_at = setup_.host.now();
    TRY(const auto session, mfa_session(setup_.host, call.sts, options, call.signer));
    if (!session) {
      setup_.host.debug("mfa session: STS gives none for " + call.signer.access_key_id);
      return with_code(call, "STS issues no MFA session for these keys; the last code is spent");
    }
    const bool was_kept = session->began < asked_at;
    const auto is_forgotten = [&] {
      const auto kept = store.find(session->origin);
      return was_kept && (!kept || kept->credentials.access_key_id != session->credentials.access_key_id);
    };
    TRY(auto outcome, assume_once(call, session->credentials, is_forgotten));
    if (outcome) {
      if (rejects_session(setup_.host, endpoint_, call.key))
        static_cast<void>(forget_code_in_call(setup_.host, endpoint_, call.key));
      return *std::move(outcome);
    }
    const auto& failure = outcome.error();
    if (session_is_dead(failure) && !retried && was_kept) {
      setup_.host.debug("mfa session: AWS no longer takes it: " + failure.code);
      CHECK(forget_dead(setup_.host, *session));
      options.newer_than = session->began + std::chrono::microseconds{1};
      continue;
    }
    // STS returns the same error for a role that nobody may assume and for one whose trust policy requires
    // the code.
    if (failure.is_denied()) {
      if (const auto noted = remember_session_rejection(setup_.host, endpoint_, call.key); !noted)
        setup_.host.debug(noted.error().message);
      return with_code(call, step.role_arn + " did not take the MFA session");
    }
    return tl::unexpected(explained(call, failure, session->credentials));
  }
}

Result<Credentials> RoleChainResolver::with_code(const Call& call, const std::string& note) const {
  const RoleStep& step = call.step;
  const Host& host = setup_.host;
  if (!wish_.may_ask || !wish_.may_ask_for_role) {
    return fail(Cause::code_needed,
                "profile " + step.profile + " needs an MFA code" + (note.empty() ? "" : ": " + note),
                "run latchkey login -p " + command_line_word(step.profile) + " in a terminal");
  }
  std::optional<Credentials> found;
  TRY(auto flight,
      begin_single_flight(host, {device_lock(endpoint_, *step.mfa_serial),
                                 "the MFA code of " + *step.mfa_serial, [&] { return look(call, found); }}));
  if (!flight) return *std::move(found);
  TRY(auto reservation, ready_for_code(host, {endpoint_, call.signer.access_key_id, *step.mfa_serial}));
  CodeQuestion question{step.profile,
                        step.role_arn,
                        *step.mfa_serial,
                        note,
                        std::nullopt,
                        call.settings.mfa_process,
                        preflight_warnings(call, false)};
  question.set_endpoint(call.sts.endpoint());
  auto answered = call_with_code(
      host, question, std::move(reservation), [&] { return flight->is_current(); },
      [&](const Secret& code) { return call.sts.assume_role(step, call.signer, code); },
      [&] { return look(call, found); });
  if (!answered) {
    flight->failed(host, answered.error());
    return tl::unexpected(std::move(answered).error());
  }
  if (!*answered) return *std::move(found);
  auto& answer = **answered;
  if (!answer) {
    auto error = explained(call, answer.error(), call.signer);
    // Waiters for the device may need other roles.
    if (!answer.error().is_denied_without_mfa_fault()) flight->failed(host, error);
    return tl::unexpected(std::move(error));
  }
  if (!note.empty()) {
    if (const auto noted = remember_code_in_call(host, endpoint_, call.key); !noted)
      host.warn(noted.error().message);
  }
  return keep(call, *std::move(answer));
}

RoleChainResolver::Outcome RoleChainResolver::assume_once(const Call& call, const Credentials& signer,
                                                          const std::function<bool()>& signer_is_gone) const {
  std::optional<Credentials> found;
  bool is_gone = false;
  const auto is_over = [&] { return look(call, found) || (is_gone = signer_is_gone && signer_is_gone()); };
  auto turn = begin_single_flight(
      setup_.host, {role_lock(endpoint_, call.key), "role " + call.step.role_arn, is_over, !call.is_renewal});
  // An unwritable home directory must not block roles that need no prompt.
  if (!turn && turn.error().kind == ErrorKind::io) {
    setup_.host.debug("no lock: " + turn.error().message);
    turn = std::nullopt;
  }
  if (!turn) return tl::unexpected(std::move(turn).error());
  if (found) return *std::move(found);
  if (is_gone) {
    ServiceFailure failure;
    failure.code = "ExpiredToken";  // as AWS replied to another process
    return StsResult<Credentials>(tl::unexpected(std::move(failure)));
  }
  auto reply = assume(call, signer);
  if (reply) return keep(call, *std::move(reply));
  // It may still succeed with a code.
  const bool has_device = call.step.mfa_serial || call.inherited;
  const bool is_final = !has_device || !(reply.error().is_denied() || session_is_dead(reply.error()));
  if (*turn && is_final) {
    (*turn)->failed(setup_.host, explained(call, reply.error(), signer));
  }
  return StsResult<Credentials>(tl::unexpected(std::move(reply).error()));
}

CredentialsResult RoleChainResolver::assume(const Call& call, const Credentials& signer) const {
  RoleStep step = call.step;
  step.mfa_serial = std::nullopt;  // the session already includes MFA
  auto reply = call.sts.assume_role(step, signer, std::nullopt);
  const bool is_ours = call.step.mfa_serial && step.duration_seconds.value_or(0) > kHour;
  if (reply || !is_ours || !reply.error().is_about_duration()) return reply;
  setup_.host.warn("profile " + step.profile + ": STS refused duration_seconds = " +
                   std::to_string(*step.duration_seconds) + ", so these credentials last an hour");
  step.duration_seconds = kHour;
  return call.sts.assume_role(step, signer, std::nullopt);
}

bool RoleChainResolver::look(const Call& call, std::optional<Credentials>& found) const {
  if (wish_.fresh) return false;
  const auto least = least_left(call.step);
  found = cache_.find(call.key, call.is_renewal ? std::max(least, renewal_due(call.step)) : least);
  return found.has_value();
}

/// Whether the role was stored before, so that the user has already seen the warnings about its settings.
bool RoleChainResolver::is_renewed(const std::string& key) const {
  const auto entries = cache_.look_up(key);
  return std::any_of(entries.begin(), entries.end(),
                     [](const CacheEntry& entry) { return entry.credentials.has_value(); });
}

/// If valid credentials cannot be stored, they are still used.
Credentials RoleChainResolver::keep(const Call& call, StsReply<CredentialsReply> reply) const {
  const auto* profile = setup_.config.find(call.step.profile);
  const auto note = duration_note(*profile, paths::home(setup_.host.env));
  if (note && !is_renewed(call.key)) setup_.host.warn(*note);
  if (const auto stored = cache_.store(call.key, reply); !stored) {
    setup_.host.warn(not_stored(stored.error()));
  }
  reply.value.credentials.source = name_of(ProviderId::assume_role);
  return std::move(reply.value.credentials);
}

Error RoleChainResolver::explained(const Call& call, const ServiceFailure& failure,
                                   const Credentials& signer) const {
  return explain(failure, {call.step.profile, call.step.role_arn, call.step.mfa_serial.value_or(""),
                           signer.access_key_id, signer.session_token.has_value(), call.step.role_arn_name,
                           call.step.mfa_serial_name, signer.source, plan_.base_profile});
}

}  // namespace latchkey
