// SPDX-License-Identifier: Apache-2.0
#include "serve/renewal/keeper.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "aws/cache/cache_key.hpp"
#include "aws/config/shown_error.hpp"
#include "base/try.hpp"
#include "mfa/forecast.hpp"
#include "platform/files/files.hpp"
#include "providers/chain.hpp"
#include "serve/endpoint/server_log.hpp"

namespace latchkey {
namespace {

using std::chrono::seconds;

constexpr seconds kSlice{1};
constexpr int kMostSlices = 30;
constexpr seconds kShortestPause{60};
constexpr seconds kLongestPause{300};
/// How long a refresh may take before the next one starts.
constexpr seconds kSlowRenewal{2};
/// A session with less time left is not used for STS (MfaSessionRequest::least_left).
constexpr seconds kUsefulSession{60};

/// Whether credentials of that duration can be refreshed ahead of time.
bool is_too_short(const RoleStep& step) {
  return step.duration_seconds && *step.duration_seconds <= kRenewalDue.count();
}

}  // namespace

Keeper::Keeper(const Host& host, std::optional<std::string> region)
    : host_(host), region_(std::move(region)) {}

bool Keeper::sessions_changed() const {
  return files::change_stamp(SessionStore(host_).folder()) != sessions_stamp_;
}

bool Keeper::look() {
  sessions_stamp_ = files::change_stamp(SessionStore(host_).folder());
  wake_at_ = host_.now() + kSlice * kMostSlices;
  next_renewal_.reset();
  take_ended();
  const auto sessions = SessionStore(host_).all();
  if (sessions.empty()) return false;
  for (const auto& session : sessions) wake_at_ = std::min(wake_at_, *session.credentials.expiration);
  auto setup = load_setup(host_);
  if (setup) setup->region_argument = region_;
  if (!setup) {
    const auto trouble = message_with_origin(setup.error(), host_.env);
    if (std::exchange(config_trouble_, trouble) != trouble) host_.notice(trouble);
    return true;
  }
  config_trouble_.clear();
  for (auto& role : used_roles(*setup, sessions)) {
    if (host_.now() > due_at(role)) renew(role);
    if (attempts_[role.key].is_under_way) continue;
    const auto due = due_at(role);
    next_renewal_ = std::min(due, next_renewal_.value_or(due));
    if (sessions_changed()) break;  // after a logout nothing more is refreshed
  }
  if (next_renewal_) wake_at_ = std::min(wake_at_, *next_renewal_);
  return true;
}

void Keeper::idle() {
  for (int slices = 0; slices < kMostSlices; ++slices) {
    const auto before = host_.now();
    host_.sleep(kSlice);
    const auto now = host_.now();
    if (now < before || now > wake_at_ || sessions_changed() || take_ended()) return;
  }
}

std::vector<Keeper::UsedRole> Keeper::used_roles(const Setup& setup,
                                                 const std::vector<MfaSession>& sessions) const {
  std::vector<UsedRole> roles;
  std::set<std::string> seen;  // a role of several profiles is one entry
  RoleChains chains(setup.config);
  for (const auto& profile : setup.config.profiles()) {
    if (!has_role_settings(profile)) continue;
    if (!chains.find(profile.name)) continue;
    const auto step = role_step(profile);
    if (is_too_short(step)) continue;
    const auto origin = mfa_origin(setup, chains, profile.name);
    auto session = origin ? session_of(sessions, *origin) : std::nullopt;
    if (!session || !session->credentials.last(kUsefulSession, host_.now())) continue;
    UsedRole role{profile.name, role_cache_key(step), *std::move(session), std::nullopt};
    bool used = false;
    for (const auto& entry : cache_of(role).look_up(role.key)) {
      used = used || (entry.state != CacheEntry::State::absent && entry.state != CacheEntry::State::unused);
      if (entry.state == CacheEntry::State::valid)
        role.until = std::max(role.until.value_or(TimePoint{}), *entry.credentials->expiration);
    }
    if (used && seen.insert(role.key).second) roles.push_back(std::move(role));
  }
  return roles;
}

/// Not before the pause after the last attempt is over; a clock that was set back ends the pause.
TimePoint Keeper::due_at(const UsedRole& role) const {
  const auto due = role.until ? *role.until - kRenewalDue : TimePoint{};
  const auto attempt = attempts_.find(role.key);
  if (attempt == attempts_.end() || host_.now() < attempt->second.at) return due;
  return std::max(due, attempt->second.at + attempt->second.pause);
}

void Keeper::renew(UsedRole& role) {
  auto& attempt = attempts_[role.key];
  if (attempt.is_under_way) return;
  attempt.is_under_way = true;
  attempt.at = host_.now();
  attempt.until.reset();
  start_(role.key, [this, role] {
    auto until = renewed(role);
    if (until) forget_if_signed_out(role);
    {
      const std::lock_guard lock(mutex_);
      ended_.push_back({role, std::move(until)});
    }
    changed_.notify_all();
  });
  {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kSlowRenewal, [&] {
      return std::any_of(ended_.begin(), ended_.end(),
                         [&](const Ended& ended) { return ended.role.key == role.key; });
    });
  }
  take_ended();
  if (attempt.until) role.until = attempt.until;
  if (attempt.is_under_way)
    host_.notice(role.profile + ": its renewal takes long; the other roles do not wait for it");
}

bool Keeper::take_ended() {
  std::vector<Ended> taken;
  {
    const std::lock_guard lock(mutex_);
    taken.swap(ended_);
  }
  for (const auto& ended : taken) finish(ended);
  return !taken.empty();
}

void Keeper::finish(const Ended& ended) {
  auto& attempt = attempts_[ended.role.key];
  const auto& [role, until] = ended;
  attempt.is_under_way = false;
  if (until) {
    attempt.until = *until;
    attempt.pause = kShortestPause;
    attempt.trouble.clear();
    host_.notice(role.profile + ": renewed, lasts until " + log_time(*until));
    return;
  }
  attempt.pause =
      std::clamp(attempt.trouble.empty() ? kShortestPause : attempt.pause * 2, kShortestPause, kLongestPause);
  // Repeating the same error would fill the log.
  const auto trouble = message_with_origin(until.error(), host_.env);
  if (std::exchange(attempt.trouble, trouble) != trouble)
    host_.notice(role.profile + ": not renewed: " + trouble + "; tried again from time to time");
}

/// Refreshes the role and returns its new expiration.
Result<TimePoint> Keeper::renewed(const UsedRole& role) const {
  Host quiet = host_;
  quiet.notice = [](const std::string&) {};  // one line per failure, not per attempt
  TRY(const auto setup, make_setup(std::move(quiet), role.profile, region_));
  TRY(const auto source, find_source_of_profile(setup, role.profile));
  if (!source) return fail(Cause::no_credentials, "the profile no longer has a credential source");
  LoadOptions options;
  options.may_ask = false;
  options.least_left = kRenewalDue;
  TRY(const auto credentials, source->load(options));
  const auto kept = cache_of(role).find(role.key);
  if (!kept)
    return fail(Cause::not_stored, "the new credentials could not be stored, or expire within 15 minutes");
  if (!kept->last(kRenewalDue, host_.now()))
    return fail(Cause::lifetime_too_short, "AWS issues credentials for it that expire within 20 minutes");
  return *kept->expiration;
}

/// A logout during a refresh removed the old entry, but not the one stored after it.
void Keeper::forget_if_signed_out(const UsedRole& role) const {
  if (host_.now() >= *role.session.credentials.expiration) return;
  if (SessionStore(host_).find(role.session.origin)) return;
  if (const auto forgotten = cache_of(role).forget(role.key); !forgotten)
    host_.notice(forgotten.error().message);
}

// `keep --stay` takes over from a process of `login --keep`.
constexpr std::chrono::seconds kWaitForLock{5};
constexpr std::chrono::milliseconds kSilentPause{50};
constexpr int kMostSilent = 20;

Result<std::optional<RunningKeeper>> keep(const Host& plain_host, const KeepOptions& options) {
  const Host host = with_timestamps(plain_host);
  int silent = 0;  // attempts without a note of the lock holder
  for (;;) {
    TRY(auto lock, KeeperLock::take(host, options.configuration));
    if (!lock) {
      const auto other = running_keeper(host);
      const bool is_silent = other && other->process == 0;
      if (is_silent && ++silent > kMostSilent) {
        return fail(
            Cause::lock_failed, keeper_lock_path(host) + " is held by a program that is not latchkey keep",
            "end that program, then try again; where lsof is installed, it names the holder of a file");
      }
      if (is_silent) {
        host.sleep(kSilentPause);
        continue;
      }
      if (other && !options.stay) return other;
      if (other) host.sleep(kWaitForLock);
      continue;  // it has ended
    }
    host.notice("refreshing the cached roles");
    options.started();
    Keeper keeper(host, options.region);
    Workers workers;
    keeper.start_with(
        [&](const std::string& role, std::function<void()> work) { workers.start(role, std::move(work)); });
    while (keeper.look() || options.stay) {
      lock->note(keeper.next_renewal());
      keeper.idle();
    }
    lock.reset();
    // A login that has just found the lock taken relies on this process.
    if (SessionStore(host).all().empty()) break;
  }
  host.notice("stopped: there is no valid MFA session");
  return std::nullopt;
}

}  // namespace latchkey
