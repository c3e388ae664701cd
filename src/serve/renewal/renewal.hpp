// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "platform/host.hpp"
#include "platform/process/subprocess.hpp"
#include "platform/system/environment.hpp"
#include "serve/endpoint/credential_store.hpp"
#include <latchkey/session.hpp>

namespace latchkey {

/// When to refresh credentials that were obtained at `got`: 20 minutes before they expire, or a
/// third of their lifetime if that is less. Long-term keys are checked again in an hour. Pure.
TimePoint renewal_due(const Credentials& credentials, TimePoint got);

/// Runs the work for a name, in another thread or at once. Not called for a name whose work is running.
using StartWork = std::function<void(const std::string& name, std::function<void()> work)>;

/// Runs each piece of work in a separate thread. Used by one thread; the destructor waits for all work.
class Workers {
 public:
  Workers() = default;
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  ~Workers();

  /// The last work for that name must have ended. Runs the work in this thread if no thread can be created.
  void start(const std::string& name, std::function<void()> work);

 private:
  std::map<std::string, std::thread> threads_;  // by name; ended threads are joined at the next start
};

/// Why a profile's credentials cannot be refreshed.
struct RenewalTrouble {
  std::string message, hint;
  std::optional<TimePoint> until;  ///< of the credentials that are still served; nullopt: there are none

  bool operator==(const RenewalTrouble&) const = default;
};

/// Called for each change; nullopt: solved. Must return quickly.
using ReportFailure = std::function<void(const std::string& profile, const std::optional<RenewalTrouble>&)>;

/// Starts a prompt for a profile's code in a separate process, and returns at once.
using AskThroughHelper = std::function<void(const std::string& profile)>;

/// Refreshes the credentials of a store. If a code is needed, prints one notice, starts a prompt if the
/// profile is in use, and keeps retrying, because the user may sign in elsewhere. Opens a profile again
/// within half a minute after its files have changed. A slow refresh does not delay other profiles.
/// Thread-safe.
class Renewal {
 public:
  /// `sessions` by profile. `store` and `host` outlive this.
  Renewal(const std::map<std::string, Session>& sessions, CredentialStore& store, const Host& host,
          AskThroughHelper ask = {});

  /// Sets how work is started; by default it runs inside look().
  void start_with(StartWork start) { start_ = std::move(start); }

  void report_failures(ReportFailure tell) { report_failure_ = std::move(tell); }

  /// Stores new credentials.
  void begin_with(const std::string& profile, const Credentials& credentials);

  /// Starts due refreshes, and if `missed`, those that clients requested in vain. Returns the time until the
  /// next call: half a minute at most, because clocks change and machines sleep.
  std::chrono::milliseconds look(bool missed = false);

  /// Cancels running calls to AWS and programs, without a message. look() must not be called again.
  void end();

 private:
  struct ProfileState {
    Session session;
    TimePoint due{};
    TimePoint tried{};
    std::optional<TimePoint>
        until;  ///< of the stored credentials; nullopt: they do not expire, or there are none
    std::optional<RenewalTrouble> trouble;
    std::optional<TimePoint> asked_at;  ///< the time of the last prompt
    bool has_complained = false;
    bool is_busy = false;  ///< a refresh is running
    bool is_slow = false;  ///< and a notice has reported that it is slow
  };
  bool is_due(const ProfileState& state, bool missed) const;
  void set_trouble(const std::string& profile, ProfileState& state, std::optional<RenewalTrouble> trouble);
  void report_if_slow(const std::string& profile, ProfileState& state);
  void renew(const std::string& profile, ProfileState& state);
  void finish(const std::string& profile, ProfileState& state, const Result<Credentials>& got);
  void put(const std::string& profile, ProfileState& state, const Credentials& credentials);
  bool ask_if_wanted(const std::string& profile, ProfileState& state, const Error& why);

  std::mutex mutex_;                            // for the content of states_
  std::map<std::string, ProfileState> states_;  // none is added or removed
  CredentialStore& store_;
  const Host& host_;
  AskThroughHelper ask_;
  ReportFailure report_failure_ = [](const std::string&, const std::optional<RenewalTrouble>&) {};
  StartWork start_ = [](const std::string&, const std::function<void()>& work) { work(); };
  std::atomic<bool> has_ended_ = false;
};

/// Runs look() repeatedly in a thread, and each refresh in another thread.
class RenewalThread {
 public:
  explicit RenewalThread(Renewal& renewal);
  RenewalThread(const RenewalThread&) = delete;
  RenewalThread& operator=(const RenewalThread&) = delete;
  /// Cancels running refreshes.
  ~RenewalThread();

  /// Reports a request for missing credentials. From any thread; returns at once.
  void look_now();

 private:
  void run();
  void wake(bool& reason);
  std::chrono::milliseconds look(bool missed);

  Renewal& renewal_;
  std::mutex mutex_;
  std::condition_variable waking_;
  bool stops_ = false;
  bool missed_ = false;
  bool has_news_ = false;           // a refresh has ended
  std::optional<Workers> workers_;  // used only by `thread_` until it ends
  std::thread thread_;
};

/// Prompts for codes through a separate `latchkey process`, so that neither an endpoint nor a refresh waits
/// for the user. The process stores its result in the caches. The destructor ends open prompts.
class PromptHelper {
 public:
  /// `program`: latchkey itself; empty: no prompts. `environment`: the original one of this process.
  PromptHelper(std::string program, Environment environment, HelperProcess::Terminal terminal)
      : program_(std::move(program)), environment_(std::move(environment)), terminal_(terminal) {
    // A prompt must not appear on the terminal of the program that runs.
    if (terminal == HelperProcess::Terminal::none) environment_.set("LATCHKEY_NOTIFY", "off");
  }

  /// Returns at once. One prompt per profile at a time.
  void ask(const std::string& profile);

 private:
  std::string program_;
  Environment environment_;
  HelperProcess::Terminal terminal_;
  std::map<std::string, std::unique_ptr<HelperProcess>> open_;
};

}  // namespace latchkey
