// SPDX-License-Identifier: Apache-2.0
#include "mfa/single_flight.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "aws/config/shown_error.hpp"
#include "aws/request/endpoints.hpp"
#include "base/json_reader.hpp"
#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "mfa/mfa_settings.hpp"
#include "platform/files/files.hpp"
#include "platform/files/state_directory.hpp"
#include "platform/process/process_info.hpp"

namespace latchkey {
namespace {

using Json = nlohmann::json;
using std::chrono::milliseconds;

constexpr milliseconds kShortestPollInterval{2};
constexpr milliseconds kLongestPollInterval{50};
constexpr milliseconds kReportAfter{1000};
constexpr milliseconds kLookEvery{1000};
constexpr milliseconds kMostStopped{5000};  // for a lock holder

/// A lock's note: who holds it, and why the last holder failed.
struct Holder {
  long process = 0;
  std::string program, terminal;
  std::optional<TimePoint> failed_at;
  Error error;

  /// "latchkey login (pid 4711 on pts/3)"
  std::string name() const {
    if (process == 0) return "another process";
    return text::printable(program) + " (pid " + std::to_string(process) +
           (terminal.empty() ? "" : " on " + text::printable(terminal)) + ')';
  }
};

long long micros(TimePoint time) {
  return time.time_since_epoch().count();
}

Json note_of(const Host& host) {
  return {{"pid", own_process_id()}, {"program", host.program}, {"terminal", own_terminal_name()}};
}

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

/// Whether waiters share a failure. A problem of one process does not concern others.
bool is_shared(Cause cause) {
  const auto kind = kind_of(cause);
  return kind == ErrorKind::cancelled || kind == ErrorKind::denied || kind == ErrorKind::network;
}

Holder read_note(const std::string& text) {
  const auto document = read_json(text);
  const Json& json = *document;
  Holder holder;
  if (!json.is_object()) return holder;
  const auto word = [&](const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const auto number = [&](const char* name) -> long long {
    const auto found = json.find(name);
    return found != json.end() && found->is_number_integer() ? found->get<long long>() : 0;
  };
  holder.process = std::max(static_cast<long>(number("pid")), 0L);
  holder.program = word("program");
  holder.terminal = word("terminal");
  const auto cause = find_cause(word("code"));
  if (json.contains("failed_at") && cause && is_shared(*cause)) {
    holder.failed_at = TimePoint{std::chrono::microseconds{number("failed_at")}};
    holder.error = {*cause, word("message"), word("hint"),
                    Origin::of_setting(word("profile"), word("setting"))};
  }
  return holder;
}

/// Prints which process holds the lock, except if its prompt is on this terminal, where a line would disturb
/// it.
void show_lock_holder(const Host& host, const SingleFlightRequest& request, const Holder& holder,
                      milliseconds most) {
  if (!holder.terminal.empty() && holder.terminal == own_terminal_name()) return;
  host.notice("waiting for " + holder.name() + " to get " + request.what + ", up to " + duration_text(most));
}

tl::unexpected<Error> gave_up(const SingleFlightRequest& request, const Holder& holder, milliseconds waited) {
  const bool stopped = is_stopped(holder.process);
  const std::string id = std::to_string(holder.process);
  return fail(Cause::waited_too_long,
              "timed out after " + duration_text(waited) + " waiting for " + holder.name() + " to obtain " +
                  request.what + (stopped ? "; that process is stopped" : ""),
              stopped ? "let it go on (fg, or kill -CONT " + id + "), or end it: kill -9 " + id
                      : "answer the question there, or end that process, then try again");
}

/// Replaces the lock at `path`, whose holder is stopped, for this and later processes. The holder keeps the
/// old file, which no longer has a name.
Result<void> skip_stopped_holder(const Host& host, const std::string& path, long holder, LockWaiter& wanted) {
  // One process at a time, so that no other removes the new file.
  TRY(const auto guard, FileLock::try_take(StateDirectory(host.env).lock("stopped")));
  if (!guard) return {};
  const bool is_first = read_note(FileLock::note_of(path)).process == holder;
  if (is_first && is_stopped(holder)) {
    host.debug("turn: the process " + std::to_string(holder) + " is stopped, so it loses its turn");
    TRY(const bool removed, files::remove(path));
    static_cast<void>(removed);
  }
  TRY(wanted, LockWaiter::open(path));
  return {};
}

}  // namespace

void SingleFlight::failed(const Host& host, const Error& error) {
  if (!is_shared(error.cause)) return;
  Json note = note_of(host);
  note["failed_at"] = micros(host.now());
  note["code"] = code_of(error.cause);
  note["message"] = message_with_origin(error, host.env);
  note["hint"] = error.hint;
  if (!error.origin.is_known()) {  // a waiter finds the line in its own files
    note["profile"] = error.origin.profile;
    note["setting"] = error.origin.setting;
  }
  lock_.set_note(dumped(note));
}

bool is_exclusive(const Host& host, const std::string& name) {
  return FileLock::is_held(StateDirectory(host.env).lock(name));
}

std::string role_lock(const std::string& endpoint, const std::string& key) {
  return "role-" + (is_identity_of_aws(endpoint) ? key : StateDirectory::hashed_name({endpoint, key}));
}

Result<std::optional<SingleFlight>> begin_single_flight(const Host& host,
                                                        const SingleFlightRequest& request) {
  TRY(const auto timeout, prompt_timeout(host.env));
  const milliseconds most = request.longest_wait.value_or(timeout);
  const auto path = StateDirectory(host.env).lock(request.name);
  const TimePoint began = host.now();
  TRY(auto wanted, LockWaiter::open(path));
  milliseconds waited{0}, look_at{0}, stopped{0};
  auto poll_interval = kShortestPollInterval;
  std::string note;
  bool told = false;
  for (;;) {
    TRY(auto lock, wanted.try_take());
    if (lock) {
      note = lock->note();
      if (request.is_there()) {
        // A changed note makes all waiters check at the same time.
        if (!note.empty()) lock->set_note({});
        return std::nullopt;
      }
      const auto before = read_note(note);
      if (waited.count() > 0 && before.failed_at && *before.failed_at >= began) {
        auto error = before.error;
        error.message += ", says " + before.name();
        return tl::unexpected(std::move(error));
      }
      lock->set_note(dumped(note_of(host)));
      return SingleFlight(*std::move(lock));
    }
    if (auto now = wanted.note(); now != note || waited >= look_at) {
      if (request.is_there()) return std::nullopt;  // another tool may have stored it
      note = std::move(now);
      look_at = waited + kLookEvery;
      const auto holder = read_note(note).process;
      stopped = is_stopped(holder) ? stopped + kLookEvery : milliseconds{0};
      if (stopped > kMostStopped && request.waits) CHECK(skip_stopped_holder(host, path, holder, wanted));
    }
    if (!request.waits) return fail(Cause::prompted_elsewhere, "another process is getting " + request.what);
    if (waited.count() == 0)
      host.debug("lock: waiting for " + read_note(note).name() + " to get " + request.what);
    if (waited >= most || host.cancellation->is_set()) {
      if (request.is_there()) return std::nullopt;  // stored since the last check
      return gave_up(request, read_note(note), waited);
    }
    if (!told && waited >= kReportAfter) {
      show_lock_holder(host, request, read_note(note), most - waited);
      told = true;
    }
    host.sleep(poll_interval);
    waited += poll_interval;
    poll_interval = std::min(poll_interval * 2, kLongestPollInterval);
  }
}

}  // namespace latchkey
