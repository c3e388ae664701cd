// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "platform/host.hpp"
#include "serve/credential_shelf.hpp"
#include <latchkey/session.hpp>

namespace latchkey {

/// When credentials that were got at `got` are to be renewed: with 20 minutes left, or a third of their life
/// if that is less. Long-term keys are looked at again in an hour. Pure.
TimePoint renewal_due(const Credentials& credentials, TimePoint got);

/// Has somebody asked for the code of a profile, beside us, and returns at once.
using AskBeside = std::function<void(const std::string& profile)>;

/// Keeps a shelf filled without waiting for anybody. Where a code is needed it says so once, has somebody
/// asked if the profile is in use, and goes on trying, as somebody may sign in elsewhere.
class Renewal {
 public:
  /// `sessions` by profile. `shelf` and `host` outlive this.
  Renewal(const std::map<std::string, Session>& sessions, CredentialShelf& shelf, const Host& host,
          AskBeside ask = {});

  /// These were just got; they are put on the shelf.
  void begin_with(const std::string& profile, const Credentials& credentials);

  /// Gets what is due, and if `missed`, what somebody asked for in vain. Returns how long until there may be
  /// something to do: half a minute at most, as clocks are set and machines sleep.
  std::chrono::milliseconds look(bool missed = false);

  /// From any thread: a call to AWS that is under way is given up, and nothing is said of it. There is no
  /// more to look for after this.
  void end();

 private:
  struct Seat {
    Session session;
    TimePoint due{};
    TimePoint tried{};
    std::optional<TimePoint> until;     ///< of what is on the shelf; nullopt: no end, or nothing yet
    std::optional<TimePoint> asked_at;  ///< when somebody was last asked for a code
    bool has_complained = false;
  };
  void renew(const std::string& profile, Seat& seat);
  void put(const std::string& profile, Seat& seat, const Credentials& credentials);
  bool ask_if_wanted(const std::string& profile, Seat& seat);

  std::map<std::string, Seat> seats_;
  CredentialShelf& shelf_;
  const Host& host_;
  AskBeside ask_;
  std::atomic<bool> has_ended_ = false;
};

/// Looks again and again, in a thread of its own.
class RenewalThread {
 public:
  explicit RenewalThread(Renewal& renewal);
  RenewalThread(const RenewalThread&) = delete;
  RenewalThread& operator=(const RenewalThread&) = delete;
  /// Ends a call to AWS that is under way.
  ~RenewalThread();

  /// Somebody asked for credentials that are not there. From any thread; returns at once.
  void look_now();

 private:
  void run();

  Renewal& renewal_;
  std::mutex mutex_;
  std::condition_variable waking_;
  bool stops_ = false;
  bool missed_ = false;
  std::thread thread_;
};

}  // namespace latchkey
