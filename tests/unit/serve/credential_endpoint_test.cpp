// SPDX-License-Identifier: Apache-2.0
#include "serve/endpoint/credential_endpoint.hpp"

#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace latchkey::test {
namespace {

using namespace std::chrono_literals;
constexpr TimePoint kNow{std::chrono::seconds{1772323200}};  // 2026-03-01T00:00:00Z

Credentials credentials(std::optional<TimePoint> expiration) {
  return {"ASIA1", Secret("sec/ret"), Secret("token=="), expiration, {}, "111122223333", "assume-role"};
}

class CredentialEndpoint : public ::testing::Test {
 protected:
  LocalReply ask(const std::string& target, TimePoint now = kNow) const {
    return answer_credentials({"GET", target, "127.0.0.1:4000", rules.token.reveal()}, rules, store, now)
        .reply;
  }
  static nlohmann::json body(const LocalReply& reply) {
    return nlohmann::json::parse(reply.body ? reply.body->reveal() : "");
  }

  CredentialStore store{{"ops", "a b/ä"}};
  EndpointRules rules{
      "127.0.0.1:4000", Secret("right-token"), {{"/role/ops", "ops"}, {endpoint_path("a b/ä"), "a b/ä"}}};
};

TEST_F(CredentialEndpoint, FollowsTheContainerProtocol) {
  store.put("ops", credentials(kNow + 1h));
  const auto reply = ask("/role/ops");
  EXPECT_EQ(reply.status, 200);
  EXPECT_FALSE(reply.closes);
  EXPECT_EQ(body(reply), (nlohmann::json{{"AccessKeyId", "ASIA1"},
                                         {"SecretAccessKey", "sec/ret"},
                                         {"Token", "token=="},
                                         {"Expiration", "2026-03-01T01:00:00Z"},
                                         {"AccountId", "111122223333"}}));
}

TEST_F(CredentialEndpoint, ReturnsAnErrorAfterExpiry) {
  EXPECT_EQ(ask("/role/ops").status, 503) << "none were got yet";
  store.put("ops", credentials(kNow + 60s));
  store.put("ops", Error{Cause::code_needed, "a code is needed", "run latchkey login -p ops"});
  EXPECT_EQ(ask("/role/ops", kNow + 59s).status, 200) << "trouble with the next ones is none of these";
  const auto over = ask("/role/ops", kNow + 60s);
  EXPECT_EQ(over.status, 503);
  EXPECT_EQ(body(over), (nlohmann::json{{"code", "CredentialsUnavailable"},
                                        {"message", "a code is needed (run latchkey login -p ops)"}}));
  store.put("ops", credentials(kNow + 2h));
  EXPECT_EQ(ask("/role/ops", kNow + 60s).status, 200);
}

TEST_F(CredentialEndpoint, LongTermKeysExpireInAnHour) {
  auto keys = credentials(std::nullopt);
  keys.session_token.reset();
  store.put("ops", keys);
  const auto sent = body(ask("/role/ops", kNow + 5h));
  EXPECT_EQ(sent["Token"], "");
  EXPECT_EQ(sent["Expiration"], "2026-03-01T06:00:00Z");
}

TEST_F(CredentialEndpoint, EachProfileHasAPath) {
  EXPECT_EQ(endpoint_path("a b/ä"), "/role/a%20b%2F%C3%A4");
  store.put("a b/ä", credentials(kNow + 1h));
  EXPECT_EQ(ask("/role/a%20b%2F%C3%A4").status, 200);
  for (const auto* target :
       {"/", "", "/role/", "/role/other", "/role/ops/", "/role/ops?x=y", "/role/../role/ops", "//role/ops"})
    EXPECT_EQ(ask(target).status, 404) << target;
}

TEST_F(CredentialEndpoint, RequiresTheToken) {
  store.put("ops", credentials(kNow + 1h));
  for (const auto* token :
       {"", "right-toke", "right-tokem", "right-token ", "Bearer right-token", "RIGHT-TOKEN"}) {
    for (const auto* target : {"/role/ops", "/role/other"}) {
      for (const auto* method : {"GET", "POST"}) {
        const auto reply =
            answer_credentials({method, target, "127.0.0.1:4000", token}, rules, store, kNow).reply;
        EXPECT_EQ(reply.status, 403) << token;
        EXPECT_TRUE(reply.closes);
        EXPECT_EQ(reply.body->view().find("ASIA1"), std::string::npos);
      }
    }
  }
}

TEST_F(CredentialEndpoint, RejectsAnotherHostName) {
  store.put("ops", credentials(kNow + 1h));
  for (const auto* host : {"", "127.0.0.1", "127.0.0.1:4001", "localhost:4000", "evil.example:4000",
                           "127.0.0.1:4000.evil.example"}) {
    const auto reply =
        answer_credentials({"GET", "/role/ops", host, "right-token"}, rules, store, kNow).reply;
    EXPECT_EQ(reply.status, 403) << host;
    EXPECT_EQ(reply.body->view().find("ASIA1"), std::string::npos);
  }
}

TEST_F(CredentialEndpoint, OnlyGetIsAccepted) {
  for (const auto* method : {"POST", "PUT", "HEAD", "OPTIONS", "get", "CONNECT"}) {
    const auto reply =
        answer_credentials({method, "/role/ops", "127.0.0.1:4000", "right-token"}, rules, store, kNow).reply;
    EXPECT_EQ(reply.status, 405) << method;
  }
}

TEST_F(CredentialEndpoint, RejectsAnotherUserEvenWithTheToken) {
  store.put("ops", credentials(kNow + 1h));
  LocalRequest request{"GET", "/role/ops", "127.0.0.1:4000", "right-token"};
  request.by_other_user = true;
  const auto answer = answer_credentials(request, rules, store, kNow);
  EXPECT_EQ(answer.reply.status, 403);
  EXPECT_TRUE(answer.reply.closes);
  EXPECT_EQ(body(answer.reply)["code"], "WrongUser");
  EXPECT_FALSE(store.wanted_since("ops")) << "nobody is asked for a code because of another user";
}

TEST_F(CredentialEndpoint, RejectsAnInvalidRequest) {
  const auto answer = answer_credentials({{}, {}, {}, {}, 0, false}, rules, store, kNow);
  EXPECT_EQ(answer.reply.status, 400);
  EXPECT_TRUE(answer.reply.closes);
}

TEST(LoopbackHost, AcceptsLocalNamesWithAnyPort) {
  for (const auto* host :
       {"127.0.0.1", "127.0.0.1:1", "127.0.0.1:65535", "localhost", "localhost:80", "[::1]", "[::1]:9"})
    EXPECT_TRUE(is_loopback_host(host)) << host;
  for (const auto* host : {"",
                           ":",
                           ":80",
                           "127.0.0.1:",
                           "127.0.0.1:80x",
                           "127.0.0.1:-1",
                           "127.0.0.1: 80",
                           "127.0.0.1:80:80",
                           "127.0.0.1.evil.example",
                           "127.0.0.1.evil.example:80",
                           "localhost.evil:80",
                           "localhost.evil",
                           "localhostevil",
                           "localhost:evil.example",
                           "localhost@evil.example",
                           "evil.example",
                           "evil-localhost",
                           "[::1].evil.example",
                           "[::1]evil:9",
                           "::1",
                           "[::1",
                           "[::2]",
                           "127.0.0.2",
                           "0.0.0.0",
                           "[::ffff:127.0.0.1]",
                           "http://localhost",
                           " localhost",
                           "localhost ",
                           "LOCALHOST.evil"})
    EXPECT_FALSE(is_loopback_host(host)) << host;
}

TEST_F(CredentialEndpoint, SocketAcceptsOnlyLocalHostNames) {
  store.put("ops", credentials(kNow + 1h));
  rules.authority.clear();
  for (const auto* host : {"localhost", "127.0.0.1:9", "[::1]:8080"}) {
    EXPECT_EQ(answer_credentials({"GET", "/role/ops", host, "right-token"}, rules, store, kNow).reply.status,
              200)
        << host;
    EXPECT_EQ(answer_credentials({"GET", "/role/ops", host, "wrong"}, rules, store, kNow).reply.status, 403)
        << "the token is needed here, too";
  }
  for (const auto* host : {"", "evil.example", "localhost.evil:80"})
    EXPECT_EQ(answer_credentials({"GET", "/role/ops", host, "right-token"}, rules, store, kNow).reply.status,
              403)
        << host;
}

TEST_F(CredentialEndpoint, RejectionReasonsContainNothingOfTheRequest) {
  const std::string planted = "PLANTED";
  int refused = 0;
  for (const std::string& method : {std::string("GET"), std::string("POST"), std::string(), planted}) {
    for (const std::string& target : {std::string("/role/ops"), '/' + planted}) {
      for (const std::string& host : {std::string("127.0.0.1:4000"), planted}) {
        for (const std::string& token : {std::string("right-token"), planted}) {
          const auto answer = answer_credentials({method, target, host, token}, rules, store, kNow);
          if (answer.refused == nullptr) continue;
          ++refused;
          EXPECT_EQ(std::string(answer.refused).find(planted), std::string::npos);
          EXPECT_EQ(answer.reply.body->view().find(planted), std::string::npos);
          EXPECT_EQ(answer.reply.body->view().find("right-token"), std::string::npos);
        }
      }
    }
  }
  EXPECT_EQ(refused, 31) << "all but the one that is right, which is told that there are none yet";
}

TEST(CredentialStore, IsWantedSinceTheFirstRequestAfterARefresh) {
  CredentialStore store({"ops", "other"});
  EXPECT_FALSE(store.wanted_since("ops"));
  store.at("ops", kNow);
  store.at("ops", kNow + 5s);
  EXPECT_EQ(store.wanted_since("ops"), kNow);
  EXPECT_FALSE(store.wanted_since("other"));
  store.put("ops", Error{Cause::code_needed, "a code is needed", ""});
  EXPECT_EQ(store.wanted_since("ops"), kNow) << "trouble is no answer";
  store.put("ops", credentials(kNow + 1h));
  EXPECT_FALSE(store.wanted_since("ops"));
  store.credentials_at("ops", kNow + 10s);
  EXPECT_FALSE(store.wanted_since("ops")) << "latchkey itself has looked";
  store.at("ops", kNow + 20s);
  EXPECT_EQ(store.wanted_since("ops"), kNow + 20s) << "also where there are some";
}

TEST(EndpointToken, HasTwoHundredAndFiftySixBits) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const auto token = new_endpoint_token().reveal();
    EXPECT_EQ(token.size(), 43U);
    EXPECT_TRUE(seen.insert(token).second);
  }
}

}  // namespace
}  // namespace latchkey::test
