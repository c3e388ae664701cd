// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "platform/host.hpp"
#include "serve/credential_shelf.hpp"
#include <latchkey/session.hpp>

namespace latchkey {

/// When credentials that were got at `got` are to be renewed: with 20 minutes left, or a third of their life
/// if that is less. Long-term keys are looked at again in an hour. Pure.
TimePoint renewal_due(const Credentials& credentials, TimePoint got);

/// Keeps a shelf filled without asking anybody: where a code is needed it says so, once, and goes on trying,
/// as somebody may sign in elsewhere.
class Renewal {
 public:
  /// `sessions` by profile. `shelf` and `host` outlive this.
  Renewal(const std::map<std::string, Session>& sessions, CredentialShelf& shelf, const Host& host);

  /// These were just got; they are put on the shelf.
  void begin_with(const std::string& profile, const Credentials& credentials);

  /// Gets what is due. Returns how long until there may be something to do: half a minute at
  /// most, as clocks are set and machines sleep.
  std::chrono::milliseconds look();

 private:
  struct Seat {
    Session session;
    TimePoint due{};
    bool has_complained = false;
  };
  void renew(const std::string& profile, Seat& seat);
  void put(const std::string& profile, Seat& seat, const Credentials& credentials);

  std::map<std::string, Seat> seats_;
  CredentialShelf& shelf_;
  const Host& host_;
};

/// Looks again and again, in a thread of its own.
class RenewalThread {
 public:
  explicit RenewalThread(Renewal& renewal);
  RenewalThread(const RenewalThread&) = delete;
  RenewalThread& operator=(const RenewalThread&) = delete;
  /// Waits for a call to AWS that is under way.
  ~RenewalThread();

 private:
  void run();

  Renewal& renewal_;
  std::mutex mutex_;
  std::condition_variable stopping_;
  bool stops_ = false;
  std::thread thread_;
};

}  // namespace latchkey
