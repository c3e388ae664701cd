// SPDX-License-Identifier: Apache-2.0
#include "mfa/mfa_session.hpp"

#include "aws/cache/role_cache.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "mfa/single_flight.hpp"
#include "mfa/used_codes.hpp"
#include "platform/files/files.hpp"
#include "platform/files/state_directory.hpp"
#include "platform/process/command_line.hpp"

namespace latchkey {
namespace {

constexpr std::chrono::seconds kShortSession{3600};

}  // namespace

Result<CodeReservation> ready_for_code(const Host& host, const MfaOrigin& origin) {
  constexpr auto kPast = std::chrono::sys_days{std::chrono::year{2024} / 1 / 1};
  if (host.now() < kPast) {
    return fail(Cause::clock_wrong, "the system clock is set before 2024; AWS rejects every request",
                "set the clock (for example: timedatectl set-ntp true), then try again");
  }
  const auto locks = StateDirectory(host.env).folder(StateDirectory::Folder::locks);
  if (!is_exclusive(host, device_lock(origin.endpoint, origin.device))) {
    host.warn("locks have no effect in " + locks +
              ": two processes can prompt for the same MFA code, and AWS rejects the second");
  }
  if (host.before_prompt) CHECK(host.before_prompt());
  CodeReservation reservation;
  TRY(auto code, UsedCodes(host, origin.endpoint, origin.device).reserve());
  reservation.code = std::move(code);
  TRY(reservation.results, RoleCache(host, origin.endpoint).reserve());
  TRY(auto session, SessionStore(host).reserve(origin));
  reservation.results.push_back(std::move(session));
  // For the note of the role's lock, whose file may not exist yet.
  constexpr std::size_t kNote = 4096;
  TRY(auto note, files::Reservation::reserve(locks, kNote));
  reservation.results.push_back(std::move(note));
  return reservation;
}

std::string device_lock(const std::string& endpoint, const std::string& device) {
  return "device-" + StateDirectory::hashed_name({endpoint, device});
}

Result<std::optional<MfaSession>> mfa_session(const Host& host, const StsClient& sts,
                                              const MfaSessionRequest& request, const Credentials& keys) {
  const SessionStore store(host);
  const MfaOrigin origin{sts.endpoint().identity, keys.access_key_id, request.device};
  std::optional<MfaSession> session;
  const auto look = [&] {
    session = store.find(origin);
    const bool counts = session && session->credentials.last(request.least_left, host.now()) &&
                        !(request.newer_than && session->began < *request.newer_than);
    if (!counts) session.reset();
    return session.has_value();
  };
  if (look()) return session;
  if (!request.may_ask) {
    return fail(Cause::code_needed, "profile " + request.profile + " needs an MFA code",
                "run latchkey login -p " + command_line_word(request.profile) + " in a terminal");
  }
  TRY(auto flight, begin_single_flight(host, {device_lock(origin.endpoint, request.device),
                                              "the MFA code of " + request.device, look}));
  if (!flight) return session;

  CodeQuestion question{request.profile,
                        request.role_arn,
                        request.device,
                        {},
                        std::nullopt,
                        request.settings.mfa_process,
                        request.preflight_warnings};
  question.set_endpoint(sts.endpoint());
  auto duration = request.settings.session_duration;
  for (;;) {
    TRY(auto reservation, ready_for_code(host, origin));
    auto reply = call_with_code(
        host, question, std::move(reservation), [&] { return flight->is_current(); },
        [&](const Secret& code) {
          return sts.get_session_token(request.device, duration.count(), code, keys);
        },
        look);
    if (!reply) {
      flight->failed(host, reply.error());
      return tl::unexpected(std::move(reply).error());
    }
    if (!*reply) return session;
    auto& answer = **reply;
    if (answer) {
      session = MfaSession{origin, request.profile, host.now(), std::move(answer->value.credentials)};
      session->credentials.source = "mfa-session";
      break;
    }
    const ServiceFailure& failure = answer.error();
    if (failure.is_about_duration() && duration > kShortSession) {
      host.warn("STS refused an MFA session of " + duration_text(duration) + " for profile " +
                request.profile + "; it is one hour then, which takes another code");
      question.note = "the last code was sent and is spent";
      duration = kShortSession;
      continue;
    }
    if (failure.is_denied_without_mfa_fault()) return std::nullopt;
    auto error = explain(failure, {request.profile,
                                   {},
                                   request.device,
                                   keys.access_key_id,
                                   keys.session_token.has_value(),
                                   {},
                                   request.device_setting,
                                   keys.source,
                                   request.key_profile,
                                   request.device_origin});
    flight->failed(host, error);
    return tl::unexpected(std::move(error));
  }
  if (const auto stored = store.store(*session); !stored) {
    host.warn(stored.error().message + "; the code serves this command only");
  }
  if (const auto removed = store.remove_broken(); !removed) host.debug(removed.error().message);
  return session;
}

Result<void> forget_dead(const Host& host, const MfaSession& session) {
  const auto never = [] { return false; };
  const auto flight = begin_single_flight(host, {device_lock(session.origin.endpoint, session.origin.device),
                                                 "the MFA code of " + session.origin.device, never, false});
  if (!flight && flight.error().kind == ErrorKind::terminal)
    return {};  // another process is obtaining a new one
  if (!flight) return tl::unexpected(flight.error());
  const SessionStore store(host);
  const auto kept = store.find(session.origin);
  if (!kept || kept->credentials.access_key_id != session.credentials.access_key_id) return {};
  CHECK(store.forget(session.origin));
  return {};
}

}  // namespace latchkey
