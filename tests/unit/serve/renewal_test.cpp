// SPDX-License-Identifier: Apache-2.0
#include "serve/renewal.hpp"

#include <gtest/gtest.h>

#include "base/timestamp.hpp"
#include "mfa/session_store.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey::test {
namespace {

using namespace std::chrono_literals;

constexpr const char* kDevice = "arn:aws:iam::111111111111:mfa/ada";
constexpr const char* kConfig = R"([profile ops]
region = eu-west-1
role_arn = arn:aws:iam::222222222222:role/ops
source_profile = base
mfa_serial = arn:aws:iam::111111111111:mfa/ada
[profile base]
aws_access_key_id = AKIABASE
aws_secret_access_key = basesecret
)";

class RenewalTest : public ::testing::Test {
 protected:
  RenewalTest() {
    machine.home.write(".aws/config", kConfig);
    machine.network = [this](const HttpRequest&) -> Reply {
      if (network_is_down)
        return tl::unexpected(TransportFailure{TransportFailure::Cause::connect, "refused", false});
      return xml(
          200, assume_role_reply(std::to_string(++calls), "role", isoformat({machine.clock + role_length})));
    };
    host = machine.host();
    sign_in(12h);
    session.emplace(*Session::open({"ops", std::nullopt}, host));
    renewal.emplace(std::map<std::string, Session>{{"ops", *session}}, shelf, host);
  }

  void sign_in(std::chrono::seconds length) {
    MfaSession made{"AKIABASE", kDevice, "ops", machine.clock, {}};
    made.credentials = {"ASIAMFA", Secret("mfasecret"), Secret("mfatoken"), machine.clock + length,
                        {},        std::nullopt,        "mfa-session"};
    ASSERT_TRUE(SessionStore(host).store(made));
  }

  bool serves() const { return shelf.at("ops", machine.clock)->is_good; }
  /// As the thread does, until `time` has passed. Whether there were credentials all the time.
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
  CredentialShelf shelf{{"ops"}};
  std::optional<Session> session;
  std::optional<Renewal> renewal;
};

TEST_F(RenewalTest, CredentialsAreDueWithTwentyMinutesOrAThirdOfTheirLifeLeft) {
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

TEST_F(RenewalTest, ThereAreCredentialsForAsLongAsTheMfaSessionLives) {
  EXPECT_TRUE(run_for(11h));
  EXPECT_EQ(calls, 17) << "one each 40 minutes";
  EXPECT_TRUE(machine.warnings.empty());
}

TEST_F(RenewalTest, ShortOnesAreRenewedInTime) {
  role_length = 3min;
  EXPECT_TRUE(run_for(15min));
  EXPECT_EQ(calls, 8);
}

TEST_F(RenewalTest, WhatWasJustGotIsNotGotAgain) {
  renewal->begin_with("ops", *session->credentials());
  EXPECT_TRUE(serves());
  renewal->look();
  EXPECT_EQ(calls, 1);
}

TEST_F(RenewalTest, ANetworkThatIsGoneForAWhileIsNotNoticedByThePrograms) {
  renewal->look();
  machine.clock += 41min;
  network_is_down = true;
  EXPECT_TRUE(run_for(10min));
  EXPECT_EQ(machine.warnings.size(), 1U) << "said once";
  network_is_down = false;
  EXPECT_TRUE(run_for(2h));
  EXPECT_EQ(machine.notices.back(), "profile ops has credentials again");
}

TEST_F(RenewalTest, WithoutASessionNobodyIsAskedAndASignInElsewhereIsFound) {
  sign_in(1min);
  renewal->look();
  EXPECT_FALSE(run_for(2h)) << "the hour is over";
  EXPECT_EQ(shelf.at("ops", machine.clock)->text->find("ASIA"), std::string::npos);
  EXPECT_EQ(machine.warnings.size(), 1U);
  EXPECT_TRUE(machine.questions.empty());
  sign_in(12h);
  run_for(30s);
  EXPECT_TRUE(serves());
}

}  // namespace
}  // namespace latchkey::test
