// SPDX-License-Identifier: Apache-2.0
#include "serve/renewal/renewal.hpp"

#include <algorithm>
#include <system_error>

#include "aws/config/shown_error.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "platform/system/clock.hpp"
#include "providers/provider.hpp"
#include "session/access.hpp"
#include "sso/sign_in.hpp"

namespace latchkey {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds kPause = 15s;           // after a failure
constexpr std::chrono::seconds kAnswerPause = 2s;      // during a prompt
constexpr std::chrono::minutes kPromptTimeout = 3min;  // of the prompt
constexpr std::chrono::minutes kQuestionPause = 10min;
constexpr std::chrono::milliseconds kLongestWait = 30s;
constexpr std::chrono::seconds kSlow = 30s;  // for a renewal
constexpr std::chrono::milliseconds kShortestWait = 1s;

bool needs_user(const Error& error) {
  return error.kind == ErrorKind::terminal || needs_sign_in(error.cause);
}

}  // namespace

TimePoint renewal_due(const Credentials& credentials, TimePoint got) {
  if (!credentials.expiration) return got + 1h;
  const std::chrono::microseconds margin = kRenewalDue;
  return *credentials.expiration - std::min(margin, (*credentials.expiration - got) / 3);
}

Renewal::Renewal(const std::map<std::string, Session>& sessions, CredentialStore& store, const Host& host,
                 AskThroughHelper ask)
    : store_(store), host_(host), ask_(std::move(ask)) {
  for (const auto& [profile, session] : sessions)
    states_.emplace(profile, ProfileState{session, {}, {}, {}, {}, {}});
}

void Renewal::begin_with(const std::string& profile, const Credentials& credentials) {
  const std::lock_guard lock(mutex_);
  put(profile, states_.at(profile), credentials);
}

void Renewal::put(const std::string& profile, ProfileState& state, const Credentials& credentials) {
  const auto now = host_.now();
  store_.put(profile, credentials);
  state.due = std::max(renewal_due(credentials, now), now + kShortestWait);
  state.until = credentials.expiration;
}

bool Renewal::is_due(const ProfileState& state, bool missed) const {
  const auto now = host_.now();
  const bool is_over = state.until && *state.until <= now + 1s;
  const bool was_set_back = state.tried > now;  // the clock
  const bool is_missed = missed && is_over && now - state.tried >= kAnswerPause;
  if (state.is_busy) return false;
  if (state.due <= now || was_set_back || is_missed) return true;
  return now - state.tried >= kPause && setup_of(state.session).config.is_outdated();
}

void Renewal::report_if_slow(const std::string& profile, ProfileState& state) {
  const auto taken = host_.now() - state.tried;
  if (!state.is_busy || state.is_slow || taken < kSlow) return;
  state.is_slow = true;
  host_.notice("profile " + text::printable(profile) + ": its renewal has had no answer for " +
               std::to_string(kSlow.count()) + " s; still waiting");
}

std::chrono::milliseconds Renewal::look(bool missed) {
  for (auto& [profile, state] : states_) {
    {
      const std::lock_guard lock(mutex_);
      report_if_slow(profile, state);
      if (!is_due(state, missed)) continue;
      state.is_busy = true;
      state.is_slow = false;
      state.tried = host_.now();
    }
    start_(profile, [this, &name = profile, &taken = state] { renew(name, taken); });
  }
  const std::lock_guard lock(mutex_);
  const auto now = host_.now();
  auto next = now + kLongestWait;
  for (const auto& [profile, state] : states_) {
    if (!state.is_busy) next = std::min(next, state.due);
    if (state.is_busy && !state.is_slow) next = std::min(next, state.tried + kSlow);
  }
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(next - now);
  return std::clamp(wait, kShortestWait, kLongestWait);
}

void Renewal::renew(const std::string& profile, ProfileState& state) {
  LoadOptions options;
  options.may_ask = false;
  options.least_left = kRenewalDue + 1min;  // use credentials that others cached, if they are newer
  const auto got = [&]() -> Result<Credentials> {
    TRY(state.session, up_to_date(state.session));
    return load_credentials(state.session, options);
  }();
  const std::lock_guard lock(mutex_);
  state.is_busy = false;
  if (!has_ended_) finish(profile, state, got);
}

void Renewal::finish(const std::string& profile, ProfileState& state, const Result<Credentials>& got) {
  const auto now = host_.now();
  if (got && got->last(1s, now)) {
    put(profile, state, *got);
    if (state.has_complained) host_.notice("profile " + text::printable(profile) + " has credentials again");
    state.has_complained = false;
    set_trouble(profile, state, std::nullopt);
    return;
  }
  state.due = now + kPause;
  if (got) return;
  store_.put(profile, got.error());
  const bool has_some = state.until && *state.until > now + 1s;
  set_trouble(profile, state,
              RenewalTrouble{message_with_origin(got.error(), host_.env), got.error().hint,
                             has_some ? state.until : std::nullopt});
  const bool is_first = !std::exchange(state.has_complained, true);
  if (needs_user(got.error()) && ask_if_wanted(profile, state, got.error())) return;
  if (is_first) host_.warn(one_line(got.error(), host_.env));
}

void Renewal::set_trouble(const std::string& profile, ProfileState& state,
                          std::optional<RenewalTrouble> trouble) {
  if (trouble == state.trouble) return;
  state.trouble = std::move(trouble);
  report_failure_(profile, state.trouble);
}

/// A program that has not asked for an hour does not wake anybody at night; nobody is asked again and again.
/// Returns whether somebody is asked now.
bool Renewal::ask_if_wanted(const std::string& profile, ProfileState& state, const Error& why) {
  if (!ask_) return false;
  const auto now = host_.now();
  if (state.asked_at && *state.asked_at > now) state.asked_at.reset();  // the clock was set back
  const auto since_question = state.asked_at ? std::optional(now - *state.asked_at) : std::nullopt;
  if (since_question && *since_question < kPromptTimeout) state.due = now + kAnswerPause;
  if (since_question && *since_question < kQuestionPause) return *since_question < kPromptTimeout;
  if (!store_.wanted_since(profile)) return false;
  state.asked_at = now;
  state.due = now + kAnswerPause;
  host_.notice("profile " + text::printable(profile) + " needs " +
               (needs_sign_in(why.cause) ? "a sign-in" : "an MFA code") +
               " to be refreshed; latchkey prompts while the program continues");
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

/// Missing memory or threads may be temporary.
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

Workers::~Workers() {
  for (auto& [name, thread] : threads_) thread.join();
}

void Workers::start(const std::string& name, std::function<void()> work) {
  if (const auto last = threads_.find(name); last != threads_.end()) {
    last->second.join();
    threads_.erase(last);
  }
  try {
    threads_.emplace(name, std::thread(work));
  } catch (const std::system_error&) {
    work();
  }
}

void PromptHelper::ask(const std::string& profile) {
  auto& asker = open_[profile];
  if (program_.empty() || (asker && asker->runs())) return;
  asker = std::make_unique<HelperProcess>(
      program_, std::vector<std::string>{program_, "process", "--profile", profile}, environment_, terminal_);
}

}  // namespace latchkey
