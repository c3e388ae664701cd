// SPDX-License-Identifier: Apache-2.0
#include "serve/renewal/renewal.hpp"

#include <algorithm>

#include "aws/config/shown_error.hpp"
#include "base/text.hpp"
#include "platform/system/clock.hpp"
#include "providers/provider.hpp"

namespace latchkey {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds kPause = 15s;       // after a failure
constexpr std::chrono::seconds kAnswerPause = 2s;  // while somebody is being asked
constexpr std::chrono::minutes kPatience = 3min;   // of the question
constexpr std::chrono::minutes kQuestionPause = 10min;
constexpr std::chrono::milliseconds kLongestWait = 30s;
constexpr std::chrono::seconds kSlow = 30s;  // for a renewal
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
  const std::lock_guard lock(mutex_);
  put(profile, seats_.at(profile), credentials);
}

void Renewal::put(const std::string& profile, Seat& seat, const Credentials& credentials) {
  const auto now = host_.now();
  shelf_.put(profile, credentials);
  seat.due = std::max(renewal_due(credentials, now), now + kShortestWait);
  seat.until = credentials.expiration;
}

bool Renewal::is_due(const Seat& seat, bool missed) const {
  const auto now = host_.now();
  const bool is_over = seat.until && *seat.until <= now + 1s;
  const bool was_set_back = seat.tried > now;  // the clock
  const bool is_missed = missed && is_over && now - seat.tried >= kAnswerPause;
  return !seat.is_busy && (seat.due <= now || was_set_back || is_missed);
}

void Renewal::tell_if_slow(const std::string& profile, Seat& seat) {
  const auto taken = host_.now() - seat.tried;
  if (!seat.is_busy || seat.is_slow || taken < kSlow) return;
  seat.is_slow = true;
  host_.notice("profile " + text::printable(profile) + ": its renewal has had no answer for " +
               std::to_string(kSlow.count()) + " s; still waiting");
}

std::chrono::milliseconds Renewal::look(bool missed) {
  for (auto& [profile, seat] : seats_) {
    {
      const std::lock_guard lock(mutex_);
      tell_if_slow(profile, seat);
      if (!is_due(seat, missed)) continue;
      seat.is_busy = true;
      seat.is_slow = false;
      seat.tried = host_.now();
    }
    start_(profile, [this, &name = profile, &taken = seat] { renew(name, taken); });
  }
  const std::lock_guard lock(mutex_);
  const auto now = host_.now();
  auto next = now + kLongestWait;
  for (const auto& [profile, seat] : seats_) {
    if (!seat.is_busy) next = std::min(next, seat.due);
    if (seat.is_busy && !seat.is_slow) next = std::min(next, seat.tried + kSlow);
  }
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(next - now);
  return std::clamp(wait, kShortestWait, kLongestWait);
}

void Renewal::renew(const std::string& profile, Seat& seat) {
  LoadWish wish;
  wish.may_ask = false;
  wish.least_left = kRenewalDue + 1min;  // what others cached serves, if it is newer than what is here
  const auto got = seat.session.credentials(wish);
  const std::lock_guard lock(mutex_);
  seat.is_busy = false;
  if (!has_ended_) finish(profile, seat, got);
}

void Renewal::finish(const std::string& profile, Seat& seat, const Result<Credentials>& got) {
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
  if (is_first) host_.warn(one_line(got.error(), host_.env));
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
  host_.cancel();
}

RenewalThread::RenewalThread(Renewal& renewal) : renewal_(renewal), workers_(std::in_place) {
  renewal_.start_with([this](const std::string& profile, std::function<void()> work) {
    workers_->start(profile, [this, work = std::move(work)] {
      work();
      wake(has_news_);
    });
  });
  thread_ = std::thread([this] { run(); });
}

RenewalThread::~RenewalThread() {
  wake(stops_);
  renewal_.end();
  thread_.join();
  workers_.reset();
}

void RenewalThread::wake(bool& reason) {
  {
    const std::lock_guard lock(mutex_);
    reason = true;
  }
  waking_.notify_one();
}

void RenewalThread::look_now() {
  wake(missed_);
}

/// A lack of memory or threads may pass.
std::chrono::milliseconds RenewalThread::look(bool missed) {
  constexpr std::chrono::seconds kPauseAfterFailure{10};
  try {
    return renewal_.look(missed);
  } catch (const std::exception&) {
    return kPauseAfterFailure;
  }
}

void RenewalThread::run() {
  std::unique_lock lock(mutex_);
  while (!stops_) {
    const bool missed = std::exchange(missed_, false);
    has_news_ = false;
    lock.unlock();
    const auto wait = look(missed);
    lock.lock();
    waking_.wait_for(lock, wait, [this] { return stops_ || missed_ || has_news_; });
  }
}

}  // namespace latchkey
