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

/// When credentials that were got at `got` are to be renewed: with 20 minutes left, or a third of their life
/// if that is less. Long-term keys are looked at again in an hour. Pure.
TimePoint renewal_due(const Credentials& credentials, TimePoint got);

/// Runs the work of one name in another thread or at once. Never called for a name whose work has not ended.
using StartWork = std::function<void(const std::string& name, std::function<void()> work)>;

/// Runs each piece of work in a thread of its own. For one thread; the destructor waits for all work.
class Workers {
 public:
  Workers() = default;
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  ~Workers();

  /// The last work of that name has ended. Where the system allows no more threads, the work runs here.
  void start(const std::string& name, std::function<void()> work);

 private:
  std::map<std::string, std::thread> threads_;  // by name; those that ended are joined at the next start
};

/// Why a profile's credentials are not renewed.
struct RenewalTrouble {
  std::string message, hint;
  std::optional<TimePoint> until;  ///< of the credentials that are still handed out; nullopt: there are none

  bool operator==(const RenewalTrouble&) const = default;
};

/// Told of each change; nullopt: the trouble is over. Returns soon.
using TellTrouble = std::function<void(const std::string& profile, const std::optional<RenewalTrouble>&)>;

/// Has somebody asked for the code of a profile, beside us, and returns at once.
using AskThroughHelper = std::function<void(const std::string& profile)>;

/// Keeps a store filled without waiting for anybody. Where a code is needed it says so once, has somebody
/// asked if the profile is in use, and goes on trying, as somebody may sign in elsewhere. A profile whose
/// files have changed is opened anew within half a minute. A profile
/// whose renewal takes long delays no other profile. Thread-safe.
class Renewal {
 public:
  /// `sessions` by profile. `store` and `host` outlive this.
  Renewal(const std::map<std::string, Session>& sessions, CredentialStore& store, const Host& host,
          AskThroughHelper ask = {});

  /// How work is started from now on; at first it runs inside look().
  void start_with(StartWork start) { start_ = std::move(start); }

  void tell_trouble(TellTrouble tell) { tell_trouble_ = std::move(tell); }

  /// These were just got; they are put into the store.
  void begin_with(const std::string& profile, const Credentials& credentials);

  /// Starts what is due, and if `missed`, what somebody asked for in vain. Returns how long until there may
  /// be something to do: half a minute at most, as clocks are set and machines sleep.
  std::chrono::milliseconds look(bool missed = false);

  /// Cancels calls to AWS and programs that are under way, without a message. look() is not called again.
  void end();

 private:
  struct ProfileState {
    Session session;
    TimePoint due{};
    TimePoint tried{};
    std::optional<TimePoint> until;  ///< of what is in the store; nullopt: no end, or nothing yet
    std::optional<RenewalTrouble> trouble;
    std::optional<TimePoint> asked_at;  ///< when somebody was last asked for a code
    bool has_complained = false;
    bool is_busy = false;  ///< its renewal is under way
    bool is_slow = false;  ///< and a notice has said that it takes long
  };
  bool is_due(const ProfileState& state, bool missed) const;
  void set_trouble(const std::string& profile, ProfileState& state, std::optional<RenewalTrouble> trouble);
  void report_if_slow(const std::string& profile, ProfileState& state);
  void renew(const std::string& profile, ProfileState& state);
  void finish(const std::string& profile, ProfileState& state, const Result<Credentials>& got);
  void put(const std::string& profile, ProfileState& state, const Credentials& credentials);
  bool ask_if_wanted(const std::string& profile, ProfileState& state, const Error& why);

  std::mutex mutex_;                            // for what the states_ hold
  std::map<std::string, ProfileState> states_;  // none is added or removed
  CredentialStore& store_;
  const Host& host_;
  AskThroughHelper ask_;
  TellTrouble tell_trouble_ = [](const std::string&, const std::optional<RenewalTrouble>&) {};
  StartWork start_ = [](const std::string&, const std::function<void()>& work) { work(); };
  std::atomic<bool> has_ended_ = false;
};

/// Looks again and again in a thread of its own, and runs each renewal in another one, so that there are as
/// many more threads as renewals are under way.
class RenewalThread {
 public:
  explicit RenewalThread(Renewal& renewal);
  RenewalThread(const RenewalThread&) = delete;
  RenewalThread& operator=(const RenewalThread&) = delete;
  /// Cancels what is under way.
  ~RenewalThread();

  /// Somebody asked for credentials that are not there. From any thread; returns at once.
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
  bool has_news_ = false;           // a renewal has ended
  std::optional<Workers> workers_;  // used by `thread_` alone until that has ended
  std::thread thread_;
};

/// Has a person asked for codes by `latchkey process`, run beside us, so that neither an endpoint nor a
/// renewal waits for anybody. What it gets it leaves in the caches. Questions that are open end with this
/// value.
class PromptHelper {
 public:
  /// `program`: latchkey itself; empty: nobody can be asked. `environment`: of this process, as it came.
  PromptHelper(std::string program, Environment environment, HelperProcess::Terminal terminal)
      : program_(std::move(program)), environment_(std::move(environment)), terminal_(terminal) {
    // A prompt beside a program must not appear on the terminal of that program.
    if (terminal == HelperProcess::Terminal::none) environment_.set("LATCHKEY_NOTIFY", "off");
  }

  /// Returns at once. One question for a profile at a time.
  void ask(const std::string& profile);

 private:
  std::string program_;
  Environment environment_;
  HelperProcess::Terminal terminal_;
  std::map<std::string, std::unique_ptr<HelperProcess>> open_;
};

}  // namespace latchkey
