// SPDX-License-Identifier: Apache-2.0
// Two profiles reach the same role from the same source profile, each with its own STS endpoint.
#include "mfa/forecast.hpp"

#include <gtest/gtest.h>

#include "aws/cache/cache_key.hpp"
#include "unit/support/mfa.hpp"

namespace latchkey::test {
namespace {

constexpr const char* kDevice = "arn:aws:iam::111111111111:mfa/ada";
constexpr const char* kFirst = "http://127.0.0.1:9";
constexpr const char* kSecond = "http://127.0.0.1:10";

std::string role_profile(const std::string& name, const std::string& source, const std::string& more) {
  return "[profile " + name + "]\nregion = eu-west-1\nrole_arn = arn:aws:iam::222222222222:role/" + name +
         "\nsource_profile = " + source + '\n' + more;
}

std::string identity_of(const char* url) {
  return std::string(url) + "/aws";
}

class RoleForecastsTest : public ::testing::Test {
 protected:
  RoleForecastsTest() {
    machine.home.write(".aws/config",
                       role_profile("tail", "base", std::string("mfa_serial = ") + kDevice + '\n') +
                           role_profile("first", "tail", std::string("endpoint_url = ") + kFirst + '\n') +
                           role_profile("second", "tail", std::string("endpoint_url = ") + kSecond + '\n'));
    machine.home.write(".aws/credentials",
                       "[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = basesecret\n");
    machine.answers = {"111111", "222222"};
    machine.network = [this](const HttpRequest& request) -> Reply {
      const auto id = "CALL" + std::to_string(++calls);
      if (argument_of(request, "Action") == "GetSessionToken") {
        return session_reply("ASIA" + id, "2026-03-01T12:00:00Z");
      }
      return xml(200, assume_role_reply(id, "ops", "2026-03-01T01:00:00Z"));
    };
  }

  TestHost machine;
  int calls = 0;
};

/// Stores the tail's credentials as `endpoint` would have issued them.
void cache_tail(const Setup& setup, const std::string& endpoint) {
  StsReply<CredentialsReply> reply;
  auto& found = reply.value.credentials;
  found.access_key_id = "ASIATAIL";
  found.secret_access_key = Secret("s");
  found.session_token = Secret("t");
  found.expiration = setup.host.now() + std::chrono::hours{1};
  const auto key = role_cache_key(role_step(*setup.config.find("tail")));
  ASSERT_TRUE(RoleCache(setup.host, endpoint).store(key, reply));
}

RoleForecasts::State state_of(const Setup& setup, RoleChains& chains, RoleForecasts& forecasts,
                              const std::string& profile) {
  const auto chain = chains.find(profile);
  EXPECT_TRUE(chain && *chain != nullptr) << profile;
  EXPECT_EQ((*chain)->source, *chains.find("tail")) << "the tail is shared";
  return forecasts.of(**chain, sts_identity(setup, profile));
}

TEST_F(RoleForecastsTest, AreSeparateForEachEndpoint) {
  const auto setup = load_setup(machine.host());
  ASSERT_TRUE(setup) << setup.error().message;
  cache_tail(*setup, identity_of(kFirst));
  const std::vector<MfaSession> sessions;
  for (const auto& order : {std::pair("first", "second"), std::pair("second", "first")}) {
    RoleChains chains(setup->config);
    RoleForecasts forecasts(*setup, sessions);
    for (const auto* profile : {order.first, order.second}) {
      const auto state = state_of(*setup, chains, forecasts, profile);
      const bool is_first = profile == std::string("first");
      EXPECT_EQ(state.is_cached, is_first) << profile << ", beginning with " << order.first;
      EXPECT_EQ(state.asks, !is_first) << profile << ", beginning with " << order.first;
    }
  }
}

TEST_F(RoleForecastsTest, AnMfaSessionOfOneEndpointDoesNotServeTheOther) {
  const auto setup = load_setup(machine.host());
  ASSERT_TRUE(setup) << setup.error().message;
  MfaSession session{{identity_of(kFirst), "AKIABASE", kDevice}, "first", machine.clock, {}};
  const std::vector<MfaSession> sessions = {session};
  RoleChains chains(setup->config);
  RoleForecasts forecasts(*setup, sessions);
  EXPECT_FALSE(state_of(*setup, chains, forecasts, "first").asks);
  EXPECT_TRUE(state_of(*setup, chains, forecasts, "second").asks);
}

TEST_F(RoleForecastsTest, CachedCredentialsOfOneEndpointAreNotUsedForTheOther) {
  ASSERT_TRUE(credentials_of(machine.host(), "first"));
  EXPECT_EQ(machine.requests.size(), 3U) << "a session, the tail, the role";
  EXPECT_TRUE(credentials_without_prompt(machine.host(), "first"));
  EXPECT_FALSE(credentials_without_prompt(machine.host(), "second"));
  for (const auto& request : machine.requests) EXPECT_EQ(request.url.rfind(kFirst, 0), 0U) << request.url;
  machine.requests.clear();
  ASSERT_TRUE(credentials_of(machine.host(), "second"));
  EXPECT_EQ(machine.requests.size(), 3U) << "a session, the tail and the role of its own";
  for (const auto& request : machine.requests) EXPECT_EQ(request.url.rfind(kSecond, 0), 0U) << request.url;
  EXPECT_EQ(machine.prompts.size(), 2U);
}

}  // namespace
}  // namespace latchkey::test
