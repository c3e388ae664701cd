// SPDX-License-Identifier: Apache-2.0
#include "serve/renewal/keeper.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "aws/cache/cache_key.hpp"
#include "base/timestamp.hpp"
#include "platform/process/process_info.hpp"
#include "unit/support/mfa.hpp"

namespace latchkey::test {
namespace {

using namespace std::chrono_literals;

constexpr const char* kDevice = "arn:aws:iam::111111111111:mfa/ada";
constexpr const char* kConfig = R"([profile ops]
region = eu-west-1
role_arn = arn:aws:iam::222222222222:role/ops
source_profile = base
mfa_serial = arn:aws:iam::111111111111:mfa/ada
[profile same]
region = eu-west-3
role_arn = arn:aws:iam::222222222222:role/ops
source_profile = base
mfa_serial = arn:aws:iam::111111111111:mfa/ada
[profile inner]
region = eu-north-1
role_arn = arn:aws:iam::333333333333:role/inner
source_profile = ops
[profile other]
region = eu-west-1
role_arn = arn:aws:iam::222222222222:role/other
source_profile = base
mfa_serial = arn:aws:iam::111111111111:mfa/ada
[profile short]
region = eu-west-1
role_arn = arn:aws:iam::222222222222:role/short
source_profile = base
mfa_serial = arn:aws:iam::111111111111:mfa/ada
duration_seconds = 900
[profile plain]
region = eu-west-1
role_arn = arn:aws:iam::222222222222:role/plain
source_profile = base
[profile base]
aws_access_key_id = AKIABASE
aws_secret_access_key = basesecret
)";

/// A machine whose clock advances during sleeps, with an MFA session of twelve hours.
class KeeperTest : public ::testing::Test {
 protected:
  KeeperTest() {
    machine.home.write(".aws/config", kConfig);
    machine.network = [this](const HttpRequest& request) -> Reply {
      if (network_is_down)
        return tl::unexpected(TransportFailure{TransportFailure::Reason::connect, "refused", false});
      regions.push_back(request.url.substr(0, request.url.find(".amazonaws")));
      const auto role = argument_of(request, "RoleArn");
      roles.push_back(role.substr(role.rfind('/') + 1));
      if (on_request) on_request();
      return xml(200, assume_role_reply(std::to_string(roles.size()), "role",
                                        isoformat({machine.clock + role_length})));
    };
    host = machine.host();
    host.sleep = [this](std::chrono::milliseconds time) {
      machine.clock += time;
      if (on_sleep) on_sleep();
    };
    keeper.emplace(host, std::nullopt);
  }

  void sign_in(std::chrono::seconds length = 12h) { store_session(host, kDevice, length); }
  void sign_out() { ASSERT_TRUE(*SessionStore(host).forget({"aws", "AKIABASE", kDevice})); }

  std::string key_of(const std::string& role) const {
    const auto config = load_config(host);
    return role_cache_key((*plan_roles(*config, role))->steps.back());
  }
  void cache(const std::string& role, std::chrono::seconds left, const char* endpoint = "aws") {
    StsReply<CredentialsReply> reply;
    reply.value.credentials = {"ASIAOLD", Secret("s"),  Secret("t"),  machine.clock + left,
                               {},        std::nullopt, "assume-role"};
    ASSERT_TRUE(RoleCache(host, endpoint).store(key_of(role), reply));
  }
  std::optional<Credentials> cached(const std::string& role) {
    return RoleCache(host, "aws").find(key_of(role));
  }

  /// Runs for a while, as keep() does with `stay`.
  void keep_for(std::chrono::seconds time) {
    const auto end = machine.clock + time;
    while (machine.clock < end) {
      keeper->look();
      keeper->idle();
    }
  }

  TestHost machine;
  Host host;
  std::optional<Keeper> keeper;
  const TimePoint start = machine.clock;
  bool network_is_down = false;
  std::chrono::seconds role_length = 1h;
  std::vector<std::string> roles, regions;  ///< of each AssumeRole
  std::function<void()> on_request, on_sleep;
};

using Names = std::vector<std::string>;

TEST_F(KeeperTest, RefreshesWithoutAPromptWithLessThan20MinutesLeft) {
  sign_in();
  cache("ops", 1h);
  keep_for(40min);
  EXPECT_TRUE(roles.empty());
  keep_for(5s);
  EXPECT_EQ(roles, Names{"ops"});
  EXPECT_TRUE(cached("ops")->last(59min, machine.clock));
  EXPECT_EQ(keeper->next_renewal(), *cached("ops")->expiration - 20min);
  keep_for(6h);
  EXPECT_EQ(roles.size(), 10U) << "one in 40 minutes";
  EXPECT_TRUE(machine.prompts.empty());
}

TEST_F(KeeperTest, IgnoresEntriesAndSessionsOfAnotherEndpoint) {
  sign_in();
  cache("ops", 10min, "http://127.0.0.1:9/aws");
  keep_for(1min);
  EXPECT_TRUE(roles.empty()) << "nobody uses the role at AWS";
  sign_out();
  MfaSession other{{"http://127.0.0.1:9/aws", "AKIABASE", kDevice}, "ops", machine.clock, {}};
  other.credentials = {"ASIAMFA", Secret("mfasecret"), Secret("mfatoken"), machine.clock + 12h,
                       {},        std::nullopt,        "mfa-session"};
  ASSERT_TRUE(SessionStore(host).store(other));
  cache("ops", 10min);
  keep_for(1min);
  EXPECT_TRUE(roles.empty()) << "its token is not sent to AWS";
}

TEST_F(KeeperTest, EndsWithTheSession) {
  sign_in(3h);
  cache("ops", 1h);
  const auto end = machine.clock + 3h;
  on_sleep = [&] {
    if (machine.clock < end) {
      EXPECT_TRUE(cached("ops")) << "found by every tool at any time";
    }
  };
  const auto other = keep(host, {});
  ASSERT_TRUE(other) << other.error().message;
  EXPECT_FALSE(*other);
  EXPECT_GE(machine.clock, end);
  EXPECT_LE(machine.clock, end + 2s);
  EXPECT_EQ(roles.size(), 4U);
  EXPECT_NE(machine.notices.back().find("2026-03-01T03:00:0"), std::string::npos) << machine.notices.back();
  EXPECT_NE(machine.notices.back().find("stopped: there is no valid MFA session"), std::string::npos);
}

TEST_F(KeeperTest, LogoutEndsItWithinTwoSeconds) {
  sign_in();
  cache("ops", 1h);
  const auto logout_at = machine.clock + 95s;
  on_sleep = [&] {
    if (machine.clock == logout_at) sign_out();
  };
  ASSERT_TRUE(keep(host, {}));
  EXPECT_LE(machine.clock, logout_at + 2s);
}

TEST_F(KeeperTest, RunsOnceAndReportsItsNextRefresh) {
  EXPECT_FALSE(running_keeper(host));
  sign_in();
  cache("ops", 1h);
  const auto began = start;
  bool looked = false;
  on_sleep = [&] {
    if (looked || machine.clock < began + 10s) return;
    looked = true;
    const auto other = keep(host, {});
    ASSERT_TRUE(other && *other);
    EXPECT_EQ((**other).process, own_process_id());
    EXPECT_EQ((**other).since, began);
    EXPECT_EQ((**other).next_renewal, began + 40min);
    sign_out();
  };
  ASSERT_TRUE(keep(host, {}));
  EXPECT_TRUE(looked);
  EXPECT_FALSE(running_keeper(host));
}

TEST_F(KeeperTest, EndsAtOnceWithoutASession) {
  ASSERT_TRUE(keep(host, {}));
  EXPECT_LE(machine.clock, start + 1s);
}

TEST_F(KeeperTest, StayWaitsForTheNextSignIn) {
  cache("ops", 16min);
  EXPECT_FALSE(keeper->look());
  sign_in();
  const auto before = machine.clock;
  keeper->idle();
  EXPECT_LE(machine.clock, before + 30s);
  EXPECT_TRUE(keeper->look());
  EXPECT_EQ(roles, Names{"ops"});
}

TEST_F(KeeperTest, UnusedRoleIsNotRefreshedAndASharedRoleOnce) {
  sign_in();
  cache("ops", 16min);
  cache("plain", 16min);  // no device, so no session
  keep_for(3min);
  EXPECT_EQ(roles, Names{"ops"});
}

TEST_F(KeeperTest, ExpiredAndBrokenEntriesAreTreatedAsUsed) {
  sign_in();
  cache("ops", -1h);
  machine.home.write(".aws/cli/cache/" + key_of("inner") + ".json", "{");
  keep_for(1min);
  EXPECT_EQ(roles, (Names{"ops", "inner"}));
  EXPECT_TRUE(cached("inner"));
}

TEST_F(KeeperTest, ChainIsRefreshedFromTheDueStepInEachProfilesRegion) {
  sign_in();
  cache("ops", 2h);
  cache("inner", 21min);
  keep_for(2min);
  EXPECT_EQ(roles, Names{"inner"});
  keep_for(100min);
  EXPECT_EQ(roles, (Names{"inner", "inner", "inner", "ops"}));
  EXPECT_EQ(regions.front(), "https://sts.eu-north-1");
  EXPECT_EQ(regions.back(), "https://sts.eu-west-1");
}

TEST_F(KeeperTest, RoleShorterThan20MinutesIsSkipped) {
  sign_in();
  cache("short", 15min);
  keep_for(1h);
  EXPECT_TRUE(roles.empty());
}

TEST_F(KeeperTest, ShortCredentialsCauseNoRequestStorm) {
  sign_in();
  cache("ops", 16min);
  role_length = 16min;
  keep_for(1h);
  EXPECT_LE(roles.size(), 15U);
  EXPECT_GE(roles.size(), 10U);
  EXPECT_EQ(machine.notices.size(), 1U) << "said once";
}

TEST_F(KeeperTest, BacksOffWithoutANetworkAndRecovers) {
  sign_in();
  cache("ops", 1h);
  network_is_down = true;
  keep_for(40min);
  EXPECT_TRUE(machine.requests.empty());
  keep_for(1h);
  const auto tries = machine.requests.size() / 5;  // of five attempts each
  EXPECT_GE(tries, 12U);
  EXPECT_LE(tries, 15U);
  network_is_down = false;
  keep_for(6min);
  EXPECT_EQ(roles, Names{"ops"});
  ASSERT_EQ(machine.notices.size(), 2U);
  EXPECT_EQ(machine.notices[0].rfind("ops: not renewed: ", 0), 0U) << machine.notices[0];
  EXPECT_EQ(machine.notices[1].rfind("ops: renewed, lasts until 2026-03-01T02:", 0), 0U)
      << machine.notices[1];
}

TEST_F(KeeperTest, SuspendIsDetectedAtTheNextPoll) {
  sign_in();
  cache("ops", 1h);
  keeper->look();
  on_sleep = [&] { machine.clock += 2h; };
  keeper->idle();
  on_sleep = {};
  EXPECT_TRUE(keeper->look());
  EXPECT_EQ(roles, Names{"ops"});
  machine.clock += 12h;
  EXPECT_FALSE(keeper->look()) << "the session has ended meanwhile";
}

TEST_F(KeeperTest, ClockSetBackDelaysNoRefresh) {
  sign_in();
  cache("ops", 16min);
  network_is_down = true;
  keep_for(20min);
  network_is_down = false;
  machine.clock -= 10min;
  const auto before = machine.clock;
  keeper->idle();
  keep_for(1min);
  EXPECT_EQ(roles, Names{"ops"});
  EXPECT_LE(machine.clock, before + 2min);
}

TEST_F(KeeperTest, ClockSetBackEndsTheSleep) {
  sign_in();
  keeper->look();
  on_sleep = [&] { machine.clock -= 1h; };
  const auto before = machine.clock;
  keeper->idle();
  EXPECT_EQ(machine.clock, before + 1s - 1h);
}

TEST_F(KeeperTest, BrokenConfigIsReportedOnce) {
  sign_in();
  cache("ops", 25min);
  machine.home.write(".aws/config", "[profile");
  keep_for(7min);
  ASSERT_EQ(machine.notices.size(), 1U);
  EXPECT_NE(machine.notices[0].find("config"), std::string::npos);
  EXPECT_TRUE(roles.empty());
  machine.home.write(".aws/config", kConfig);
  keep_for(40s);
  EXPECT_EQ(roles, Names{"ops"});
}

TEST_F(KeeperTest, LogoutDuringARefreshLeavesNoCredentials) {
  sign_in();
  cache("ops", 16min);
  cache("inner", 16min);
  on_request = [&] {
    on_request = {};
    sign_out();
    ASSERT_TRUE(RoleCache(host, "aws").forget(key_of("ops")));
  };
  keeper->look();
  EXPECT_EQ(roles, Names{"ops"}) << "the second one is not begun";
  EXPECT_FALSE(cached("ops"));
  EXPECT_FALSE(keeper->look());
}

TEST_F(KeeperTest, SignInDuringShutdownIsKept) {
  sign_in(1h);
  bool signed_in = false;
  host.debug = [&](const std::string& line) {
    if (signed_in || line.find("ended at") == std::string::npos) return;
    signed_in = true;  // its check has just found nothing, and it still holds the lock
    EXPECT_TRUE(running_keeper(host));
    sign_in(1h);
  };
  ASSERT_TRUE(keep(host, {}));
  EXPECT_TRUE(signed_in);
  EXPECT_GE(machine.clock, start + 2h);
}

TEST_F(KeeperTest, MessagesContainNoSecret) {
  sign_in();
  cache("ops", 16min);
  ASSERT_TRUE(keep(host, {false, std::nullopt}));
  for (const auto* lines : {&machine.notices, &machine.warnings, &machine.debug_lines}) {
    for (const auto& line : *lines) {
      for (const auto* secret : {"mfasecret", "mfatoken", "secret1", "token1", "basesecret"})
        EXPECT_EQ(line.find(secret), std::string::npos) << line;
    }
  }
}

TEST_F(KeeperTest, SlowRefreshDelaysNoOtherRole) {
  sign_in();
  cache("ops", 1h);
  cache("other", 1h);
  std::function<void()> slow_work;
  int starts = 0;
  keeper->start_with([&](const std::string& key, std::function<void()> work) {
    if (key != key_of("ops")) return work();
    ++starts;
    slow_work = std::move(work);
  });
  machine.clock += 41min;
  keep_for(1min);
  EXPECT_EQ(starts, 1);
  EXPECT_EQ(roles.back(), "other");
  EXPECT_TRUE(cached("other")->last(50min, machine.clock));
  EXPECT_FALSE(cached("ops")->last(20min, machine.clock));
  const std::string told = "ops: its renewal takes long; the other roles do not wait for it";
  EXPECT_EQ(std::count(machine.notices.begin(), machine.notices.end(), told), 1);
  slow_work();
  keep_for(1s);
  EXPECT_TRUE(cached("ops")->last(50min, machine.clock));
  EXPECT_NE(machine.notices.back().find("ops: renewed, lasts until "), std::string::npos);
}

}  // namespace
}  // namespace latchkey::test
