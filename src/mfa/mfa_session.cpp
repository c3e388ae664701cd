// SPDX-License-Identifier: Apache-2.0
#include "mfa/mfa_session.hpp"

#include "aws/role_cache.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "mfa/code_spending.hpp"
#include "mfa/turn.hpp"
#include "platform/hash.hpp"

namespace latchkey {
namespace {

constexpr std::chrono::seconds kShortSession{3600};

bool refused_the_duration(const ServiceFailure& failure) {
  return failure.code == "ValidationError" && failure.message.find("urationSeconds") != std::string::npos;
}

/// A policy's word, not the code's fault.
bool refused_the_call(const ServiceFailure& failure) {
  return failure.code == "AccessDenied" &&
         failure.message.find("MultiFactorAuthentication") == std::string::npos;
}

}  // namespace

Result<void> ready_for_code(const Host& host) {
  CHECK(RoleCache(host).check_writable());
  CHECK(SessionStore(host).check_writable());
  constexpr auto kPast = std::chrono::sys_days{std::chrono::year{2024} / 1 / 1};
  if (host.now() < kPast) {
    return fail(ErrorKind::config, "this machine's clock stands before 2024, and AWS takes no request then",
                "set the clock (for example: timedatectl set-ntp true), then try again");
  }
  return {};
}

std::string device_lock(const std::string& device) {
  return "device-" + sha256_hex(device).substr(0, 40);
}

Result<std::optional<MfaSession>> mfa_session(const Host& host, const StsClient& sts, const MfaWish& wish,
                                              const Credentials& keys) {
  const SessionStore store(host);
  std::optional<MfaSession> session;
  const auto look = [&] {
    session = store.find(keys.access_key_id, wish.device);
    const bool counts = session && session->credentials.last(wish.least_left, host.now()) &&
                        !(wish.newer_than && session->began < *wish.newer_than);
    if (!counts) session.reset();
    return session.has_value();
  };
  if (look()) return session;
  if (!wish.may_ask) {
    return fail(ErrorKind::terminal, "profile " + wish.profile + " needs an MFA code",
                "run latchkey login -p " + wish.profile + " in a terminal");
  }
  TRY(auto turn, take_turn(host, {device_lock(wish.device), "the MFA code of " + wish.device, look}));
  if (!turn) return session;
  CHECK(ready_for_code(host));

  CodeQuestion question{wish.profile, wish.role_arn, wish.device, {}, std::nullopt, wish.settings.mfa_process,
                        wish.doubts};
  auto duration = wish.settings.session_duration;
  for (;;) {
    auto reply = call_with_code(host, question, [&](const Secret& code) {
      return sts.get_session_token(wish.device, duration.count(), code, keys);
    });
    if (!reply) {
      turn->failed(host, reply.error());
      return tl::unexpected(std::move(reply).error());
    }
    if (*reply) {
      session = MfaSession{keys.access_key_id, wish.device, wish.profile, host.now(),
                           std::move((*reply)->value.credentials)};
      session->credentials.source = "mfa-session";
      break;
    }
    const ServiceFailure& failure = reply->error();
    if (refused_the_duration(failure) && duration > kShortSession) {
      host.warn("STS refused an MFA session of " + duration_text(duration) + " for profile " + wish.profile +
                "; it is one hour then, which takes another code");
      question.note = "the last code was sent and counts as used";
      duration = kShortSession;
      continue;
    }
    if (refused_the_call(failure)) return std::nullopt;
    auto error = explain(failure, {wish.profile, {}, wish.device, keys.access_key_id});
    turn->failed(host, error);
    return tl::unexpected(std::move(error));
  }
  if (const auto stored = store.store(*session); !stored) {
    host.warn(stored.error().message + "; the code serves this command only");
  }
  return session;
}

Result<void> forget_dead(const Host& host, const MfaSession& session) {
  const auto never = [] { return false; };
  const auto turn =
      take_turn(host, {device_lock(session.device), "the MFA code of " + session.device, never, false});
  if (!turn && turn.error().kind == ErrorKind::terminal) return {};  // somebody is getting a new one
  if (!turn) return tl::unexpected(turn.error());
  const SessionStore store(host);
  const auto kept = store.find(session.access_key_id, session.device);
  if (!kept || kept->credentials.access_key_id != session.credentials.access_key_id) return {};
  CHECK(store.forget(session.access_key_id, session.device));
  return {};
}

}  // namespace latchkey
