// SPDX-License-Identifier: Apache-2.0
#include "serve/renewal/renewal.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/timestamp.hpp"
#include "mfa/session_store.hpp"
#include "session/access.hpp"
#include "unit/support/mfa.hpp"

namespace latchkey::test {
namespace {

using namespace std::chrono_literals;

constexpr const char* kDevice = "arn:aws:iam::111111111111:mfa/ada";

class RenewalTest : public ::testing::Test {
 protected:
  RenewalTest() {
    machine.home.write(".aws/config", kRoleWithDevice);
    machine.network = [this](const HttpRequest&) -> Reply {
      if (network_is_down)
        return tl::unexpected(TransportFailure{TransportFailure::Reason::connect, "refused", false});
      return xml(
          200, assume_role_reply(std::to_string(++calls), "role", isoformat({machine.clock + role_length})));
    };
    host = machine.host();
    sign_in(12h);
    session.emplace(*open_session({"ops", std::nullopt}, host));
    renewal.emplace(std::map<std::string, Session>{{"ops", *session}}, store, host);
  }

  void sign_in(std::chrono::seconds length) { store_session(host, kDevice, length); }

  bool serves() const { return store.at("ops", machine.clock)->is_good; }
  /// Runs as the thread does, until `time` has passed. Returns whether there were always credentials.
  bool run_for(std::chrono::seconds time) {
    bool served = true;
    for (const auto end = machine.clock + time; machine.clock < end;) {
      machine.clock += renewal->look();
      served = served && serves();
    }
    return served;
  }

  TestHost machine;  // 2026-03-01T00:00:00Z
  Host host;
  int calls = 0;
  std::chrono::seconds role_length = 1h;
  bool network_is_down = false;
  CredentialStore store{{"ops"}};
  std::optional<Session> session;
  std::optional<Renewal> renewal;
};

TEST_F(RenewalTest, CredentialsAreDueWithTwentyMinutesOrAThirdOfTheirLifetimeLeft) {
  const TimePoint got{};
  Credentials credentials;
  EXPECT_EQ(renewal_due(credentials, got), got + 1h);
  credentials.expiration = got + 1h;
  EXPECT_EQ(renewal_due(credentials, got), got + 40min);
  credentials.expiration = got + 12h;
  EXPECT_EQ(renewal_due(credentials, got), got + 12h - 20min);
  credentials.expiration = got + 3min;
  EXPECT_EQ(renewal_due(credentials, got), got + 2min);
}

TEST_F(RenewalTest, CredentialsAreAvailableDuringTheMfaSession) {
  EXPECT_TRUE(run_for(11h));
  EXPECT_EQ(calls, 17) << "one each 40 minutes";
  EXPECT_TRUE(machine.warnings.empty());
}

TEST_F(RenewalTest, ShortCredentialsAreRefreshedInTime) {
  role_length = 3min;
  EXPECT_TRUE(run_for(15min));
  EXPECT_EQ(calls, 8);
}

TEST_F(RenewalTest, DoesNotRepeatARecentRefresh) {
  renewal->begin_with("ops", *session->credentials());
  EXPECT_TRUE(serves());
  renewal->look();
  EXPECT_EQ(calls, 1);
}

TEST_F(RenewalTest, BriefNetworkOutageIsNotVisible) {
  renewal->look();
  machine.clock += 41min;
  network_is_down = true;
  EXPECT_TRUE(run_for(10min));
  EXPECT_EQ(machine.warnings.size(), 1U) << "said once";
  network_is_down = false;
  EXPECT_TRUE(run_for(2h));
  EXPECT_EQ(machine.notices.back(), "profile ops has credentials again");
}

TEST_F(RenewalTest, UsesASignInOfAnotherProcess) {
  sign_in(1min);
  renewal->look();
  EXPECT_FALSE(run_for(2h)) << "the hour is over";
  EXPECT_EQ(store.at("ops", machine.clock)->text->view().find("ASIA"), std::string::npos);
  EXPECT_EQ(machine.warnings.size(), 1U);
  EXPECT_TRUE(machine.questions.empty());
  sign_in(12h);
  run_for(30s);
  EXPECT_TRUE(serves());
}

TEST_F(RenewalTest, RetriesAtOnceThenBacksOff) {
  renewal->look();
  machine.clock += 1h;
  network_is_down = true;
  renewal->look();
  const auto is_tried = [this] {
    const auto before = machine.requests.size();
    renewal->look(true);
    return machine.requests.size() > before;
  };
  machine.clock += 1s;
  EXPECT_FALSE(is_tried());
  machine.clock += 1s;
  EXPECT_TRUE(is_tried());
  EXPECT_FALSE(is_tried()) << "a thousand who ask cost no more than one";
  machine.clock += 2s;
  network_is_down = false;
  EXPECT_TRUE(is_tried());
  EXPECT_TRUE(serves());
  machine.clock += 3s;
  EXPECT_FALSE(is_tried()) << "there are some now";
}

TEST_F(RenewalTest, ClockSetBackDoesNotDelayTheNextAttempt) {
  renewal->look();
  machine.clock += 50min;
  network_is_down = true;
  renewal->look();
  network_is_down = false;
  machine.clock -= 24h;
  renewal->look();
  EXPECT_EQ(machine.notices.back(), "profile ops has credentials again");
}

/// Two profiles, each with its own STS endpoint.
class TwoRenewalsTest : public ::testing::Test {
 protected:
  TwoRenewalsTest() {
    machine.home.write(".aws/config", R"([profile slow]
region = eu-west-1
role_arn = arn:aws:iam::222222222222:role/slow
source_profile = base
endpoint_url = http://slow.test
[profile quick]
region = eu-west-1
role_arn = arn:aws:iam::222222222222:role/quick
source_profile = base
endpoint_url = http://quick.test
[profile base]
aws_access_key_id = AKIABASE
aws_secret_access_key = basesecret
)");
    machine.network = [this](const HttpRequest& request) -> Reply {
      if (request.url.find("slow") != std::string::npos)
        return tl::unexpected(TransportFailure{TransportFailure::Reason::timeout,
                                               "the reply took longer than 150 seconds", true});
      return xml(200, assume_role_reply("1", "quick", isoformat({machine.clock + 3min})));
    };
    host = machine.host();
  }

  std::map<std::string, Session> sessions() {
    std::map<std::string, Session> made;
    for (const auto* name : {"slow", "quick"}) made.emplace(name, *open_session({name, std::nullopt}, host));
    return made;
  }
  bool serves(const char* profile) const { return store.at(profile, machine.clock)->is_good; }

  TestHost machine;
  Host host;
  CredentialStore store{{"slow", "quick"}};
};

TEST_F(TwoRenewalsTest, SlowRefreshDelaysNoOtherProfileAndIsReportedOnce) {
  Renewal renewal(sessions(), store, host);
  std::function<void()> slow_work;
  int slow_starts = 0;
  renewal.start_with([&](const std::string& profile, std::function<void()> work) {
    if (profile == "quick") return work();
    ++slow_starts;
    slow_work = std::move(work);
  });
  for (const auto end = machine.clock + 10min; machine.clock < end;) {
    machine.clock += renewal.look(true);
    EXPECT_TRUE(serves("quick"));
  }
  EXPECT_EQ(slow_starts, 1) << "one renewal of a profile at a time";
  EXPECT_EQ(machine.notices,
            std::vector<std::string>{"profile slow: its renewal has had no answer for 30 s; still waiting"});
  slow_work();
  ASSERT_EQ(machine.warnings.size(), 1U);
  EXPECT_NE(machine.warnings[0].find("the reply took longer than 150 seconds"), std::string::npos);
  machine.clock += renewal.look();
  machine.clock += 15s;
  renewal.look();
  EXPECT_EQ(slow_starts, 2) << "tried again after a pause";
  slow_work();
}

/// Like the real transport: replies on any thread, but the slow endpoint never replies until it is cancelled.
class HangingTransport final : public Transport {
 public:
  tl::expected<HttpResponse, TransportFailure> send(const HttpRequest& request) override {
    std::unique_lock lock(mutex_);
    if (request.url.find("slow") == std::string::npos)
      return xml(200, assume_role_reply(std::to_string(++quick_), "quick", "2026-03-01T00:00:03Z"));
    waits_ = true;
    changed_.wait(lock, [this] { return is_cancelled_; });
    return tl::unexpected(TransportFailure{TransportFailure::Reason::unavailable, "cancelled"});
  }
  void cancel() override {
    const std::lock_guard lock(mutex_);
    is_cancelled_ = true;
    changed_.notify_all();
  }
  bool has_renewed_beside() {
    const std::lock_guard lock(mutex_);
    return waits_ && quick_ > 1;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_cancelled_ = false;
  bool waits_ = false;
  int quick_ = 0;
};

TEST_F(TwoRenewalsTest, HangingRefreshDelaysNeitherOtherProfilesNorTheEnd) {
  const auto transport = std::make_shared<HangingTransport>();
  std::atomic<int> lines = 0;
  std::atomic<long long> moved = 0;  // by the clock, which credentials of three seconds need
  host.transport = transport;
  host.now = [&, start = machine.clock] { return start + std::chrono::milliseconds(moved); };
  host.sleep = [](std::chrono::milliseconds) {};
  for (auto* say : {&host.notice, &host.warn, &host.debug}) *say = [&](const std::string&) { ++lines; };
  Renewal renewal(sessions(), store, host);
  {
    RenewalThread thread(renewal);
    while (!transport->has_renewed_beside()) {
      moved += 1;
      thread.look_now();
      std::this_thread::sleep_for(1ms);
    }
  }
  EXPECT_TRUE(host.cancellation->is_set());
}

/// With a prompter, and no MFA session after the first minute.
class PromptingRenewalTest : public RenewalTest {
 protected:
  PromptingRenewalTest() {
    renewal.emplace(std::map<std::string, Session>{{"ops", *session}}, store, host,
                    [this](const std::string& profile) {
                      EXPECT_EQ(profile, "ops");
                      asked.push_back(machine.clock);
                    });
    sign_in(1min);
    renewal->look();
  }

  /// Runs as the thread does, without requests.
  void let_pass(std::chrono::seconds time) {
    for (const auto end = machine.clock + time; machine.clock < end;) machine.clock += renewal->look();
  }
  void want() { store.at("ops", machine.clock); }

  std::vector<TimePoint> asked;
};

TEST_F(PromptingRenewalTest, DoesNotPromptForAnUnusedProfile) {
  let_pass(10h);
  EXPECT_TRUE(asked.empty());
  EXPECT_EQ(machine.warnings.size(), 1U);
  EXPECT_TRUE(machine.questions.empty());
}

TEST_F(PromptingRenewalTest, PromptsBeforeTheCredentialsExpire) {
  want();
  let_pass(41min);
  EXPECT_EQ(asked.size(), 1U);
  EXPECT_TRUE(serves());
}

TEST_F(PromptingRenewalTest, PromptsAtOnceForExpiredCredentialsInUse) {
  let_pass(10h);
  want();
  renewal->look(true);
  EXPECT_EQ(asked, std::vector{machine.clock});
  EXPECT_TRUE(machine.questions.empty()) << "beside, and not here";
}

TEST_F(PromptingRenewalTest, PromptsAtMostOnceInTenMinutes) {
  let_pass(2h);
  want();
  renewal->look(true);
  for (const auto end = machine.clock + 35min; machine.clock < end;) {
    want();
    machine.clock += std::min<std::chrono::milliseconds>(renewal->look(true), 5s);
  }
  ASSERT_EQ(asked.size(), 4U);
  for (std::size_t i = 1; i < asked.size(); ++i) {
    EXPECT_GE(asked[i] - asked[i - 1], 10min);
    EXPECT_LE(asked[i] - asked[i - 1], 10min + 15s);
  }
}

TEST_F(PromptingRenewalTest, UsesTheCodeWithinTwoSeconds) {
  let_pass(2h);
  want();
  renewal->look(true);
  for (const auto end = machine.clock + 2min; machine.clock < end;) {
    const auto wait = renewal->look();
    EXPECT_LE(wait, 2s);
    machine.clock += wait;
  }
  EXPECT_FALSE(serves());
  sign_in(12h);
  let_pass(2s);
  renewal->look();
  EXPECT_TRUE(serves());
  EXPECT_EQ(machine.notices,
            (std::vector<std::string>{
                "profile ops needs an MFA code to be refreshed; latchkey prompts while the program continues",
                "profile ops has credentials again"}));
  EXPECT_FALSE(store.wanted_since("ops") && *store.wanted_since("ops") < machine.clock);
  want();
  EXPECT_TRUE(run_for(2h));
  EXPECT_EQ(asked.size(), 1U);
}

TEST_F(PromptingRenewalTest, StopsPollingAnUnansweredPrompt) {
  let_pass(2h);
  want();
  renewal->look(true);
  let_pass(4min);
  const auto before = machine.clock;
  while (machine.clock < before + 3min) {
    const auto wait = renewal->look();
    EXPECT_GE(wait, 10s);
    machine.clock += wait;
  }
}

TEST_F(PromptingRenewalTest, ClockSetBackDoesNotDelayTheNextPrompt) {
  let_pass(10h);
  want();
  renewal->look(true);
  machine.clock -= 5h;
  let_pass(1min);
  EXPECT_EQ(asked.size(), 2U);
}

}  // namespace
}  // namespace latchkey::test
