// SPDX-License-Identifier: Apache-2.0
#include "serve/endpoint/metadata_endpoint.hpp"

#include <map>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace latchkey::test {
namespace {

using namespace std::chrono_literals;
using Fields = std::map<std::string, std::string>;

constexpr TimePoint kNow{std::chrono::seconds{1772323200}};  // 2026-03-01T00:00:00Z
constexpr const char* kAuthority = "127.0.0.1:4001";
constexpr const char* kTokenPath = "/latest/api/token";
constexpr const char* kRolePath = "/latest/meta-data/iam/security-credentials/";
constexpr const char* kTimeToLive = "x-aws-ec2-metadata-token-ttl-seconds";

class MetadataEndpoint : public ::testing::Test {
 protected:
  MetadataEndpoint() {
    store.put("ops",
              {"ASIA1", Secret("sec/ret"), Secret("token=="), kNow + 1h, {}, "111122223333", "assume-role"});
  }

  /// A request with additional `fields`, by the names that clients send.
  LocalRequest request(const char* method, const std::string& target, const Fields& fields) const {
    LocalRequest made{method, target, kAuthority};
    made.field = [&fields](std::string_view name) -> std::string_view {
      for (const auto& [known, value] : fields) {
        if (std::equal(known.begin(), known.end(), name.begin(), name.end(),
                       [](char a, char b) { return std::tolower(a) == std::tolower(b); }))
          return value;
      }
      return {};
    };
    for (const auto& [name, value] : fields) made.names.emplace_back(name);
    return made;
  }
  LocalReply ask(const char* method, const std::string& target, const Fields& fields,
                 TimePoint now = kNow) const {
    return answer_metadata(request(method, target, fields), rules, store, now).reply;
  }

  std::string token(long seconds = 60) const {
    const auto reply = ask("PUT", kTokenPath, {{kTimeToLive, std::to_string(seconds)}});
    EXPECT_EQ(reply.status, 200);
    return reply.body ? reply.body->reveal() : "";
  }
  LocalReply get(const std::string& target, TimePoint now = kNow) const {
    return ask("GET", target, {{"X-aws-ec2-metadata-token", token()}}, now);
  }
  std::string text(const std::string& target) const {
    const auto reply = get(target);
    EXPECT_EQ(reply.status, 200) << target;
    return reply.body ? reply.body->reveal() : "";
  }

  CredentialStore store{{"ops", "a b"}};
  MetadataRules rules{kAuthority, Secret("key"), "ops", "eu-west-1"};
};

TEST_F(MetadataEndpoint, TokenLifetimeIsTheRequestedOne) {
  for (const auto* time : {"1", "60", "21600"}) {
    const auto reply = ask("PUT", kTokenPath, {{kTimeToLive, time}});
    EXPECT_EQ(reply.status, 200) << time;
    EXPECT_STREQ(reply.content_type, "text/plain");
    ASSERT_EQ(reply.fields.size(), 1U);
    EXPECT_STREQ(reply.fields[0].first, kTimeToLive);
    EXPECT_EQ(reply.fields[0].second, time);
    const Fields with_it = {{"X-aws-ec2-metadata-token", reply.body->reveal()}};
    const auto end = kNow + std::chrono::seconds(std::stol(time));
    EXPECT_EQ(ask("GET", kRolePath, with_it, end - 1s).status, 200) << time;
    EXPECT_EQ(ask("GET", kRolePath, with_it, end).status, 401) << time;
  }
}

TEST_F(MetadataEndpoint, InvalidTokenLifetimeIsRejected) {
  for (const auto* time : {"", "0", "21601", "-1", "+60", "60s", "6 0", "0x10", "1e3", "sixty",
                           "99999999999999999999999", "18446744073709551617"}) {
    const auto reply = ask("PUT", kTokenPath, {{kTimeToLive, time}});
    EXPECT_EQ(reply.status, 400) << time;
    EXPECT_TRUE(reply.closes);
  }
  EXPECT_EQ(ask("PUT", kTokenPath, {}).status, 400);
}

TEST_F(MetadataEndpoint, RejectsForwardedRequests) {
  for (const auto* name :
       {"X-Forwarded-For", "x-forwarded-for", "X-Forwarded-Host", "X-Forwarded-Proto", "Via", "Forwarded",
        "X-Real-IP", "CF-Connecting-IP", "Max-Forwards", "True-Client-IP"}) {
    for (const auto* value : {"10.0.0.1", ""})
      EXPECT_EQ(ask("PUT", kTokenPath, {{kTimeToLive, "60"}, {name, value}}).status, 403) << name;
    EXPECT_EQ(ask("GET", kRolePath, {{"X-aws-ec2-metadata-token", token()}, {name, "x"}}).status, 403)
        << name;
  }
}

TEST_F(MetadataEndpoint, RejectsOtherUsersAndHostNames) {
  const Fields fields = {{"X-aws-ec2-metadata-token", token()}, {kTimeToLive, "60"}};
  for (const auto* target : {kTokenPath, kRolePath, "/latest/meta-data/iam/security-credentials/ops"}) {
    for (const auto* method : {"GET", "PUT"}) {
      auto asked = request(method, target, fields);
      asked.by_other_user = true;
      EXPECT_EQ(answer_metadata(asked, rules, store, kNow).reply.status, 403) << target;
      asked.by_other_user = false;
      for (const auto* host : {"", "127.0.0.1", "127.0.0.1:4000", "localhost:4001", "169.254.169.254",
                               "127.0.0.1:4001.evil.example", "evil.example:4001"}) {
        asked.host = host;
        const auto answer = answer_metadata(asked, rules, store, kNow);
        EXPECT_EQ(answer.reply.status, 403) << host;
        EXPECT_NE(answer.refused, nullptr);
      }
    }
  }
}

TEST_F(MetadataEndpoint, RequiresItsOwnToken) {
  const auto good = token();
  auto longer = good;  // claims a longer lifetime than was signed
  longer.replace(0, longer.find('-'), std::to_string(std::stol(good) + 3600));
  auto other_end = good;
  other_end.back() = other_end.back() == '0' ? '1' : '0';
  const MetadataRules others{kAuthority, Secret("other key"), "ops", "eu-west-1"};
  const Fields sixty = {{kTimeToLive, "60"}};
  const auto theirs =
      answer_metadata(request("PUT", kTokenPath, sixty), others, store, kNow).reply.body->reveal();
  for (const auto& wrong : {std::string(), longer, other_end, theirs, good + '0', good.substr(1),
                            good.substr(0, good.find('-')), good.substr(0, good.find('-') + 1),
                            std::string("-"), "-1" + good.substr(good.find('-')), std::string(300, '9')}) {
    for (const auto* target : {kRolePath, "/latest/meta-data/iam/security-credentials/ops",
                               "/latest/meta-data/placement/region", "/latest/nothing"}) {
      const auto reply = ask("GET", target, {{"X-aws-ec2-metadata-token", wrong}});
      EXPECT_EQ(reply.status, 401) << wrong;
      EXPECT_EQ(reply.body->view().find("ASIA1"), std::string::npos);
    }
  }
  EXPECT_EQ(ask("GET", kRolePath, {}).status, 401) << "version 1 is not there";
  EXPECT_EQ(ask("GET", kRolePath, {{"X-aws-ec2-metadata-token", good}}).status, 200);
}

TEST_F(MetadataEndpoint, MatchesTheInstanceMetadataService) {
  for (const auto* target : {"/latest/meta-data/iam/security-credentials", kRolePath})
    EXPECT_EQ(text(target), "ops");
  const auto reply = get("/latest/meta-data/iam/security-credentials/ops");
  EXPECT_EQ(reply.status, 200);
  EXPECT_STREQ(reply.content_type, "application/json");
  EXPECT_FALSE(reply.closes);
  EXPECT_EQ(nlohmann::json::parse(reply.body->view()),
            (nlohmann::json{{"Code", "Success"},
                            {"LastUpdated", "2026-03-01T00:00:00Z"},
                            {"Type", "AWS-HMAC"},
                            {"AccessKeyId", "ASIA1"},
                            {"SecretAccessKey", "sec/ret"},
                            {"Token", "token=="},
                            {"Expiration", "2026-03-01T01:00:00Z"}}));
}

TEST_F(MetadataEndpoint, LongTermKeysExpireInAnHour) {
  store.put("ops", {"AKIA1", Secret("sec/ret"), {}, {}, {}, {}, "static"});
  const auto sent = nlohmann::json::parse(text("/latest/meta-data/iam/security-credentials/ops"));
  EXPECT_EQ(sent["Token"], "");
  EXPECT_EQ(sent["Expiration"], "2026-03-01T01:00:00Z");
}

TEST_F(MetadataEndpoint, ProfileNameIsUrlEncoded) {
  rules.profile = "a b";
  store.put("a b", {"ASIA2", Secret("s"), Secret("t"), kNow + 1h, {}, {}, "assume-role"});
  EXPECT_EQ(text(kRolePath), "a%20b");
  EXPECT_EQ(nlohmann::json::parse(text("/latest/meta-data/iam/security-credentials/a%20b"))["AccessKeyId"],
            "ASIA2");
  EXPECT_EQ(get("/latest/meta-data/iam/security-credentials/a b").status, 404);
}

TEST_F(MetadataEndpoint, ProvidesTheRegion) {
  EXPECT_EQ(text("/latest/meta-data/placement/region"), "eu-west-1");
  for (const auto* target :
       {"/latest/meta-data/placement/availability-zone", "/latest/meta-data/placement/availability-zone/"})
    EXPECT_EQ(text(target), "eu-west-1a");
  EXPECT_EQ(nlohmann::json::parse(text("/latest/dynamic/instance-identity/document")),
            (nlohmann::json{{"region", "eu-west-1"}, {"availabilityZone", "eu-west-1a"}}));
  rules.region.reset();
  for (const auto* target :
       {"/latest/meta-data/placement/region", "/latest/meta-data/placement/availability-zone",
        "/latest/dynamic/instance-identity/document"})
    EXPECT_EQ(get(target).status, 404) << target;
}

TEST_F(MetadataEndpoint, IgnoresAnExtraLeadingSlash) {
  EXPECT_EQ(text("//latest/meta-data/iam/security-credentials/"), "ops");
  EXPECT_EQ(ask("PUT", "//latest/api/token", {{kTimeToLive, "60"}}).status, 200);
}

TEST_F(MetadataEndpoint, UnknownPathIsNotFound) {
  for (const auto* target :
       {"/latest/meta-data/iam/security-credentials/other", "/latest/meta-data/iam/security-credentials/ops/",
        "/latest/meta-data/iam/security-credentials/ops?x=y", "/latest/meta-data/iam/security-credentialsops",
        "/latest/meta-data/", "/latest/user-data", "/latest/",
        "/latest/meta-data//iam/security-credentials/ops"})
    EXPECT_EQ(get(target).status, 404) << target;
  for (const auto* target : {"", "/", "/latest", "latest/api/token", "/1.0/meta-data/", "/role/ops"})
    EXPECT_EQ(ask("GET", target, {}).status, 404) << target;
}

TEST_F(MetadataEndpoint, OtherMethodsAreRejected) {
  const Fields fields = {{"X-aws-ec2-metadata-token", token()}, {kTimeToLive, "60"}};
  for (const auto* method : {"GET", "POST", "HEAD", "DELETE", "put"})
    EXPECT_EQ(ask(method, kTokenPath, fields).status, 405) << method;
  for (const auto* method : {"PUT", "POST", "HEAD", "DELETE", "get"})
    EXPECT_EQ(ask(method, kRolePath, fields).status, 405) << method;
}

TEST_F(MetadataEndpoint, RejectsAnInvalidRequest) {
  const auto answer = answer_metadata({{}, {}, {}, {}, 1, false}, rules, store, kNow);
  EXPECT_EQ(answer.reply.status, 400);
  EXPECT_STREQ(answer.refused, "this is not an HTTP request");
}

TEST_F(MetadataEndpoint, MissingCredentialsAreExplained) {
  store.put("ops", Error{Cause::code_needed, "a code is needed", "run latchkey login -p ops"});
  EXPECT_EQ(get("/latest/meta-data/iam/security-credentials/ops").status, 200) << "these still last";
  const Fields with_token = {{"X-aws-ec2-metadata-token", token(21600)}};
  const auto reply = ask("GET", "/latest/meta-data/iam/security-credentials/ops", with_token, kNow + 1h);
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(nlohmann::json::parse(reply.body->view()),
            (nlohmann::json{{"code", "CredentialsUnavailable"},
                            {"message", "a code is needed (run latchkey login -p ops)"}}));
}

TEST_F(MetadataEndpoint, RequestForCredentialsMarksThemAsWanted) {
  text(kRolePath);
  EXPECT_FALSE(store.wanted_since("ops")) << "a look for the role's name";
  text("/latest/meta-data/iam/security-credentials/ops");
  EXPECT_EQ(store.wanted_since("ops"), kNow);
}

}  // namespace
}  // namespace latchkey::test
