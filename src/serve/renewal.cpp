// SPDX-License-Identifier: Apache-2.0
#include "serve/renewal.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "platform/clock.hpp"
#include "providers/provider.hpp"

namespace latchkey {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds kPause = 15s;       // after a failure
constexpr std::chrono::seconds kAnswerPause = 2s;  // while somebody is being asked
constexpr std::chrono::minutes kPatience = 3min;   // of the question
constexpr std::chrono::minutes kQuestionPause = 10min;
constexpr std::chrono::milliseconds kLongestWait = 30s;
constexpr std::chrono::milliseconds kShortestWait = 1s;

}  // namespace

TimePoint renewal_due(const Credentials& credentials, TimePoint got) {
  if (!credentials.expiration) return got + 1h;
  const std::chrono::microseconds margin = kRenewalDue;
  return *credentials.expiration - std::min(margin, (*credentials.expiration - got) / 3);
}

Renewal::Renewal(const std::map<std::string, Session>& sessions, CredentialShelf& shelf, const Host& host,
                 AskBeside ask)
    : shelf_(shelf), host_(host), ask_(std::move(ask)) {
  for (const auto& [profile, session] : sessions) seats_.emplace(profile, Seat{session, {}, {}, {}, {}});
}

void Renewal::begin_with(const std::string& profile, const Credentials& credentials) {
  put(profile, seats_.at(profile), credentials);
}

void Renewal::put(const std::string& profile, Seat& seat, const Credentials& credentials) {
  const auto now = host_.now();
  shelf_.put(profile, credentials);
  seat.due = std::max(renewal_due(credentials, now), now + kShortestWait);
  seat.until = credentials.expiration;
}

std::chrono::milliseconds Renewal::look(bool missed) {
  auto next = host_.now() + kLongestWait;
  for (auto& [profile, seat] : seats_) {
    const auto now = host_.now();
    const bool is_over = seat.until && *seat.until <= now + 1s;
    const bool was_set_back = seat.tried > now;  // the clock
    const bool is_missed = missed && is_over && now - seat.tried >= kAnswerPause;
    if (seat.due <= now || was_set_back || is_missed) renew(profile, seat);
    next = std::min(next, seat.due);
  }
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(next - host_.now());
  return std::clamp(wait, kShortestWait, kLongestWait);
}

void Renewal::renew(const std::string& profile, Seat& seat) {
  seat.tried = host_.now();
  LoadWish wish;
  wish.may_ask = false;
  wish.least_left = kRenewalDue + 1min;  // what others cached serves, if it is newer than what is here
  const auto got = seat.session.credentials(wish);
  if (has_ended_) return;
  const auto now = host_.now();
  if (got && got->last(1s, now)) {
    put(profile, seat, *got);
    if (seat.has_complained) host_.notice("profile " + text::printable(profile) + " has credentials again");
    seat.has_complained = false;
    return;
  }
  seat.due = now + kPause;
  if (got) return;
  shelf_.put(profile, got.error());
  const bool is_first = !std::exchange(seat.has_complained, true);
  if (got.error().kind == ErrorKind::terminal && ask_if_wanted(profile, seat)) return;
  if (is_first) host_.warn(got.error().message + (got.error().hint.empty() ? "" : "; " + got.error().hint));
}

/// A program that has not asked for an hour does not wake anybody at night; nobody is asked again and again.
/// Returns whether somebody is asked now.
bool Renewal::ask_if_wanted(const std::string& profile, Seat& seat) {
  if (!ask_) return false;
  const auto now = host_.now();
  if (seat.asked_at && *seat.asked_at > now) seat.asked_at.reset();  // the clock was set back
  const auto since_question = seat.asked_at ? std::optional(now - *seat.asked_at) : std::nullopt;
  if (since_question && *since_question < kPatience) seat.due = now + kAnswerPause;
  if (since_question && *since_question < kQuestionPause) return *since_question < kPatience;
  if (!shelf_.wanted_since(profile)) return false;
  seat.asked_at = now;
  seat.due = now + kAnswerPause;
  host_.notice("profile " + text::printable(profile) +
               " needs an MFA code to be renewed, which is asked for while the program goes on");
  ask_(profile);
  return true;
}

void Renewal::end() {
  has_ended_ = true;
  host_.transport->cancel();
}

RenewalThread::RenewalThread(Renewal& renewal) : renewal_(renewal), thread_([this] { run(); }) {}

RenewalThread::~RenewalThread() {
  {
    const std::lock_guard lock(mutex_);
    stops_ = true;
  }
  waking_.notify_one();
  renewal_.end();
  thread_.join();
}

void RenewalThread::look_now() {
  {
    const std::lock_guard lock(mutex_);
    missed_ = true;
  }
  waking_.notify_one();
}

void RenewalThread::run() {
  std::unique_lock lock(mutex_);
  while (!stops_) {
    const bool missed = std::exchange(missed_, false);
    lock.unlock();
    const auto wait = renewal_.look(missed);
    lock.lock();
    waking_.wait_for(lock, wait, [this] { return stops_ || missed_; });
  }
}

}  // namespace latchkey
