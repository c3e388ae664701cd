// SPDX-License-Identifier: Apache-2.0
#include "sso/device_flow.hpp"

#include <algorithm>

#include "unit/support/sso_world.hpp"

namespace latchkey::test {
namespace {

using namespace std::chrono_literals;
using Pauses = std::vector<std::chrono::milliseconds>;

class DeviceFlow : public ::testing::Test {
 protected:
  Result<SsoToken> run(bool opens_browser = false) {
    return device_flow(world.machine_host(), world.client(), world.cache(), opens_browser, 10min);
  }

  Error error_of(const char* words) { return expect_error(run(), words, world.machine); }

  void begins_with(const std::string& members) {
    world.replies["/device_authorization"] = {
        json_reply(200, R"({"deviceCode": "dcode", "userCode": "ABCD-EFGH")" + members + "}")};
  }

  std::size_t tries() const {
    return static_cast<std::size_t>(std::count(world.paths.begin(), world.paths.end(), "/token"));
  }

  SsoWorld world;
};

TEST_F(DeviceFlow, PollsUntilConfirmed) {
  world.replies["/token"] = {refusal("AuthorizationPendingException"),
                             refusal("AuthorizationPendingException"), SsoWorld::token_reply("two")};
  const auto token = run();
  ASSERT_TRUE(token) << token.error().message;
  EXPECT_EQ(token->access_token.reveal(), "two");
  EXPECT_EQ(world.machine.pauses, (Pauses{1s, 1s, 1s}));
  const auto sent = world.sent_to("/token");
  EXPECT_EQ(sent["grantType"], "urn:ietf:params:oauth:grant-type:device_code");
  EXPECT_EQ(sent["deviceCode"], "dcode");
  EXPECT_EQ(world.sent_to("/device_authorization")["startUrl"], "https://d-1234567890.awsapps.com/start");
  expect_no_secret(world.machine);
}

TEST_F(DeviceFlow, SlowDownAddsFiveSeconds) {
  world.replies["/token"] = {refusal("SlowDownException"), refusal("AuthorizationPendingException"),
                             refusal("SlowDownException"), SsoWorld::token_reply("two")};
  ASSERT_TRUE(run());
  EXPECT_EQ(world.machine.pauses, (Pauses{1s, 6s, 6s, 11s}));
}

TEST_F(DeviceFlow, IntervalOfTheServiceDefaultsToFiveSeconds) {
  for (const auto& [members, pause] :
       std::map<std::string, std::chrono::seconds>{{R"(, "interval": 7)", 7s},
                                                   {"", 5s},
                                                   {R"(, "interval": 0)", 5s},
                                                   {R"(, "interval": -3)", 5s},
                                                   {R"(, "interval": "2")", 5s},
                                                   {R"(, "interval": 9223372036854775807)", 5s}}) {
    begins_with(R"(, "verificationUri": "https://device.example/")" + members);
    world.machine.pauses.clear();
    ASSERT_TRUE(run());
    EXPECT_EQ(world.machine.pauses, Pauses{pause}) << members;
  }
}

TEST_F(DeviceFlow, ReportsAnExpiredCode) {
  world.replies["/token"] = {refusal("AuthorizationPendingException"), refusal("ExpiredTokenException")};
  auto error = error_of("code ABCD-EFGH was not confirmed within 10m");
  EXPECT_EQ(error.kind, ErrorKind::terminal);
  EXPECT_EQ(tries(), 2U);
  begins_with(R"(, "verificationUri": "https://device.example/", "expiresIn": 10, "interval": 4)");
  world.replies["/token"] = {refusal("AuthorizationPendingException")};
  world.paths.clear();
  error = error_of("code ABCD-EFGH was not confirmed within 10s");
  EXPECT_EQ(tries(), 3U) << "the service need not say it";
  begins_with(R"(, "verificationUri": "https://device.example/", "expiresIn": 9, "interval": 4)");
  world.paths.clear();
  error_of("code ABCD-EFGH was not confirmed within 9s");
  EXPECT_EQ(tries(), 3U) << "after 4, 8 and 12 seconds";
}

TEST_F(DeviceFlow, StopsAfterADenial) {
  world.replies["/token"] = {refusal("AccessDeniedException")};
  EXPECT_EQ(error_of("the sign-in to corp was refused in the browser").kind, ErrorKind::cancelled);
  world.replies["/token"] = {refusal("InvalidGrantException")};
  EXPECT_EQ(error_of("CreateToken with InvalidGrantException: said so").kind, ErrorKind::denied);
}

TEST_F(DeviceFlow, SurvivesABriefNetworkOutage) {
  using Reason = TransportFailure::Reason;
  world.replies["/token"] = {refusal("AuthorizationPendingException"),
                             no_answer(Reason::timeout),
                             no_answer(Reason::connect),
                             json_reply(503, "{}"),
                             refusal("AuthorizationPendingException"),
                             SsoWorld::token_reply("two")};
  const auto token = run();
  ASSERT_TRUE(token) << token.error().message;
  EXPECT_EQ(world.machine.pauses, (Pauses{1s, 1s, 6s, 11s, 16s, 16s})) << "RFC 8628 section 3.5: ever slower";
  const auto& said = world.machine.notices;
  EXPECT_EQ(std::count_if(said.begin(), said.end(),
                          [](const std::string& line) { return line.find("continues") != line.npos; }),
            1)
      << "once for each trouble";
}

TEST_F(DeviceFlow, ReportsALastingNetworkOutage) {
  world.replies["/token"] = {refusal("AuthorizationPendingException"),
                             no_answer(TransportFailure::Reason::connect)};
  EXPECT_EQ(error_of("cannot connect").kind, ErrorKind::network);
  EXPECT_GT(tries(), 5U);
  world.replies["/token"] = {no_answer(TransportFailure::Reason::tls)};
  world.paths.clear();
  EXPECT_EQ(error_of("no trusted TLS connection").kind, ErrorKind::network);
  EXPECT_EQ(tries(), 1U) << "a certificate does not get better";
}

TEST_F(DeviceFlow, UnknownRegistrationIsReplacedOnce) {
  ASSERT_TRUE(run());
  world.replies["/device_authorization"] = {refusal("InvalidClientException"),
                                            world.replies["/device_authorization"].front()};
  world.paths.clear();
  ASSERT_TRUE(run());
  EXPECT_EQ(world.paths,
            (Paths{"/device_authorization", "/client/register", "/device_authorization", "/token"}));
  world.replies["/device_authorization"] = {refusal("InvalidClientException")};
  world.paths.clear();
  error_of("StartDeviceAuthorization with InvalidClientException");
  EXPECT_EQ(world.paths, (Paths{"/device_authorization", "/client/register", "/device_authorization"}));
}

TEST_F(DeviceFlow, BrowserOpensAWebAddressWithTheCode) {
  world.machine.has_browser = true;
  world.machine.browser = [this](const std::string& url) { world.opened.push_back(url); };
  ASSERT_TRUE(run(true));
  EXPECT_EQ(world.opened, Paths{"https://device.example/?user_code=ABCD-EFGH"});
  EXPECT_NE(world.machine.notices.back().find("ABCD-EFGH"), std::string::npos);
  for (const auto* address : {"file:///etc/passwd", "--help", "javascript:1", "https://a b/"}) {
    begins_with(R"(, "verificationUri": ")" + std::string(address) + '"');
    ASSERT_TRUE(run(true));
  }
  EXPECT_EQ(world.opened.size(), 1U);
  ASSERT_TRUE(run(false));
  EXPECT_EQ(world.opened.size(), 1U);
}

}  // namespace
}  // namespace latchkey::test
