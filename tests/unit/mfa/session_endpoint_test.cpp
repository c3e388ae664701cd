// SPDX-License-Identifier: Apache-2.0
// A configuration file with its own STS must not change the credentials of another configuration.
#include <gtest/gtest.h>

#include "aws/request/endpoints.hpp"
#include "mfa/session_store.hpp"
#include "mfa/used_codes.hpp"
#include "platform/files/files.hpp"
#include "platform/files/state_directory.hpp"
#include "providers/provider.hpp"
#include "session/access.hpp"
#include "unit/support/machine.hpp"
#include "unit/support/mfa.hpp"

namespace latchkey::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr const char* kDevice = "arn:aws:iam::111111111111:mfa/ada";
constexpr const char* kKeys = "[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = basesecret\n";
constexpr const char* kEntry = ".aws/cli/cache/1e985ce2215280f3d15c9650c3181045d3605f2f.json";
constexpr const char* kOtherEntry = ".aws/boto/cache/1e985ce2215280f3d15c9650c3181045d3605f2f.json";

std::string role_profile(const std::string& name, const std::string& more = {}) {
  return "[profile " + name + "]\nregion = eu-west-1\nrole_arn = arn:aws:iam::222222222222:role/ops\n" +
         "source_profile = base\nmfa_serial = " + kDevice + '\n' + more;
}

std::string header(const HttpRequest& request, const std::string& name) {
  for (const auto& [key, value] : request.headers) {
    if (key == name) return value.reveal();
  }
  return "none";
}

std::string entry_text(const std::string& id, const std::string& expiration) {
  return R"({"Credentials": {"AccessKeyId": ")" + id +
         R"(", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": ")" + expiration + R"("}})";
}

/// The user's own profiles call AWS. A second configuration file calls an STS that accepts any code.
class SessionEndpoint : public ::testing::Test {
 protected:
  SessionEndpoint() {
    machine.home.write(".aws/config",
                       role_profile("ops") + role_profile("own", "duration_seconds = 3600\n") +
                           "[profile keys]\nregion = us-east-1\nmfa_serial = " + kDevice +
                           "\naws_access_key_id = AKIABASE\naws_secret_access_key = basesecret\n");
    machine.home.write(".aws/credentials", kKeys);
    machine.home.write("hostile", role_profile("dev", "endpoint_url = http://127.0.0.1:9\n"));
    machine.answers = {"111111", "222222", "333333", "444444"};
    machine.network = [this](const HttpRequest& request) -> Reply {
      const bool is_hostile = request.url.rfind("http://127.0.0.1:9", 0) == 0;
      if (const auto refused = (is_hostile ? hostile_refuses : aws_refuses)(request); !refused.empty())
        return xml(403, refused);
      const auto until = is_hostile ? std::string("2099-01-01T00:00:00Z") : aws_until;
      const std::string id = (is_hostile ? "HOSTILE" : "AWS") + std::to_string(++calls);
      if (argument_of(request, "Action") == "GetSessionToken") return session_reply("ASIA" + id, until);
      return xml(200, assume_role_reply(id, "ops", until));
    };
  }

  Result<Credentials> credentials(const std::string& profile, const LoadOptions& load = {}) {
    return credentials_of(machine.host(), profile, load);
  }
  Result<Credentials> without_prompt(const std::string& profile) {
    return credentials_without_prompt(machine.host(), profile);
  }
  Result<Credentials> in_the_repository(const LoadOptions& load = {}) {
    machine.env.set("AWS_CONFIG_FILE", machine.home.path() + "/hostile");
    auto found = credentials("dev", load);
    machine.env.unset("AWS_CONFIG_FILE");
    return found;
  }
  std::vector<HttpRequest> hostile_requests() const {
    std::vector<HttpRequest> found;
    for (const auto& request : machine.requests) {
      if (request.url.rfind("http://127.0.0.1:9", 0) == 0) found.push_back(request);
    }
    return found;
  }

  TestHost machine;
  int calls = 0;
  std::string aws_until = "2026-03-01T01:00:00Z";
  std::function<std::string(const HttpRequest&)> hostile_refuses = [](const HttpRequest&) { return ""; };
  std::function<std::string(const HttpRequest&)> aws_refuses = [](const HttpRequest&) { return ""; };
};

TEST_F(SessionEndpoint, CredentialsOfAnotherEndpointAreNotUsed) {
  ASSERT_EQ(in_the_repository()->access_key_id, "ASIAHOSTILE2");
  EXPECT_FALSE(without_prompt("ops"));
  EXPECT_FALSE(without_prompt("keys"));
  EXPECT_EQ(credentials("ops")->access_key_id, "ASIAAWS4");
  EXPECT_EQ(without_prompt("keys")->access_key_id, "ASIAAWS3");
  EXPECT_EQ(in_the_repository()->access_key_id, "ASIAAWS4") << "no mark: used by everyone, as botocore does";
}

TEST_F(SessionEndpoint, TokenIsNotSentToOrRemovedByAnotherEndpoint) {
  ASSERT_TRUE(credentials("keys"));
  hostile_refuses = [](const HttpRequest&) { return error_reply("InvalidClientTokenId", "unknown"); };
  EXPECT_FALSE(in_the_repository());
  ASSERT_FALSE(hostile_requests().empty());
  for (const auto& request : hostile_requests()) {
    EXPECT_EQ(header(request, "X-Amz-Security-Token"), "none");
    EXPECT_EQ(header(request, "Authorization").find("ASIA"), std::string::npos);
  }
  EXPECT_TRUE(without_prompt("keys"));
  EXPECT_TRUE(without_prompt("ops"));
}

TEST_F(SessionEndpoint, DenialOfAnotherEndpointIsNotRecorded) {
  hostile_refuses = [](const HttpRequest& request) {
    const bool by_session =
        argument_of(request, "Action") == "AssumeRole" && argument_of(request, "TokenCode") == "none";
    return by_session ? error_reply("AccessDenied", "not authorized") : std::string();
  };
  ASSERT_TRUE(in_the_repository());
  machine.clock += hours{2};
  ASSERT_TRUE(in_the_repository());
  EXPECT_EQ(machine.prompts.size(), 3U) << "for that endpoint it is remembered";
  machine.requests.clear();
  aws_until = "2026-03-01T03:00:00Z";
  ASSERT_TRUE(credentials("ops"));
  ASSERT_EQ(machine.requests.size(), 2U);
  EXPECT_EQ(argument_of(machine.requests[0], "Action"), "GetSessionToken");
  EXPECT_EQ(argument_of(machine.requests[1], "TokenCode"), "none");
}

TEST_F(SessionEndpoint, CredentialsExpireAfterTheRequestedDuration) {
  aws_until = "2099-01-01T00:00:00Z";
  EXPECT_EQ(credentials("keys")->expiration, machine.clock + hours{12} + minutes{5});
  EXPECT_EQ(credentials("ops")->expiration, machine.clock + hours{1} + minutes{5});
  LoadOptions longest;
  longest.session_duration = hours{36};
  longest.newer_than = machine.clock + seconds{1};
  machine.clock += minutes{1};
  EXPECT_EQ(credentials("keys", longest)->expiration, machine.clock + hours{36} + minutes{5});
}

TEST_F(SessionEndpoint, ValidEntryIsNotReplacedByAConfiguredEndpoint) {
  ASSERT_TRUE(credentials("ops"));
  const auto before = machine.home.read(kEntry);
  EXPECT_EQ(before.find("LatchkeyEndpoint"), std::string::npos);
  LoadOptions fresh;
  fresh.fresh = true;
  machine.clock += seconds{1};
  EXPECT_EQ(in_the_repository(fresh)->access_key_id, "ASIAHOSTILE4");
  EXPECT_EQ(machine.home.read(kEntry), before);
  EXPECT_EQ(machine.home.read(kOtherEntry), before);
  machine.clock += minutes{46};
  ASSERT_EQ(in_the_repository()->access_key_id, "ASIAHOSTILE5");
  EXPECT_NE(machine.home.read(kEntry).find(R"("LatchkeyEndpoint": "http://127.0.0.1:9/aws")"),
            std::string::npos);
  EXPECT_EQ(in_the_repository()->access_key_id, "ASIAHOSTILE5") << "used for its own endpoint";
  aws_until = "2026-03-01T02:00:00Z";
  EXPECT_EQ(without_prompt("ops")->access_key_id, "ASIAAWS6");
  EXPECT_EQ(machine.home.read(kEntry).find("LatchkeyEndpoint"), std::string::npos);
}

TEST_F(SessionEndpoint, EntryOverTwelveHoursIsIgnored) {
  machine.home.write(kEntry, entry_text("ASIAFAR", "2026-03-01T12:05:01Z"));
  EXPECT_FALSE(without_prompt("ops"));
  machine.home.write(kEntry, entry_text("ASIANEAR", "2026-03-01T12:05:00Z"));
  EXPECT_EQ(without_prompt("ops")->access_key_id, "ASIANEAR");
}

TEST_F(SessionEndpoint, SessionWithoutAnEndpointIsIgnoredAndRemoved) {
  const std::string text =
      R"({"device": ")" + std::string(kDevice) + R"(", "access_key_id": "AKIABASE", "profile": "ops", )" +
      R"("began": "2026-03-01T00:00:00+00:00", "credentials": {"AccessKeyId": "ASIAOLD", )" +
      R"("SecretAccessKey": "s", "SessionToken": "t", "Expiration": "2026-03-01T12:00:00+00:00"}})";
  machine.home.write(".aws/latchkey/sessions/0123456789012345678901234567890123456789",
                     with_checksum("mfa-session", text + '\n').reveal());
  EXPECT_FALSE(without_prompt("keys"));
  EXPECT_EQ(credentials("keys")->access_key_id, "ASIAAWS1");
  EXPECT_EQ(files::names_in(SessionStore(machine.host()).folder()).size(), 1U);
}

TEST_F(SessionEndpoint, SessionFileWithAnImpossibleDurationIsIgnored) {
  store_session(machine.host(), kDevice, hours{37});
  EXPECT_FALSE(without_prompt("keys"));
}

TEST_F(SessionEndpoint, PromptNamesAConfiguredEndpoint) {
  ASSERT_TRUE(in_the_repository());
  EXPECT_NE(machine.questions.back().above.find(", at http://127.0.0.1:9, for latchkey test"),
            std::string::npos)
      << machine.questions.back().above;
  ASSERT_TRUE(credentials("ops"));
  EXPECT_EQ(machine.questions.back().above.find(", at "), std::string::npos);
  EXPECT_EQ(machine.questions.back().next_code_in.count(), 0)
      << "a code of another endpoint is not spent here";
}

TEST(EndpointIdentity, IsThePartitionForAwsAndTheAddressOtherwise) {
  const auto sts = [](const char* url, const char* region = "eu-west-1") {
    return endpoint_identity(Service::sts, url, region);
  };
  for (const auto* url : {"https://sts.eu-west-1.amazonaws.com", "https://sts.us-east-2.amazonaws.com/",
                          "https://STS.amazonaws.com:443/", "https://sts-fips.us-east-1.amazonaws.com",
                          "https://sts.eu-west-1.api.aws"}) {
    EXPECT_EQ(sts(url), "aws") << url;
  }
  EXPECT_EQ(sts("https://sts.cn-north-1.amazonaws.com.cn", "cn-north-1"), "aws-cn");
  EXPECT_EQ(sts("https://sts.us-gov-west-1.amazonaws.com", "us-gov-west-1"), "aws-us-gov");
  EXPECT_EQ(endpoint_identity(Service::sso, "https://portal.sso.us-west-2.amazonaws.com/", "us-west-2"),
            "aws");
  EXPECT_EQ(sts("http://127.0.0.1:4566/"), "http://127.0.0.1:4566/aws");
  EXPECT_EQ(sts("http://LocalHost"), "http://localhost:80/aws");
  EXPECT_EQ(sts("https://localhost:0443/x"), "https://localhost:443/aws");
  for (const auto* url :
       {"http://sts.eu-west-1.amazonaws.com", "https://sts.eu-west-1.amazonaws.com:444",
        "https://sts.s3-us-west-2.amazonaws.com", "https://sts.s3.amazonaws.com",
        "https://sts.eu-west-1.amazonaws.com.evil.example", "https://x.sts.eu-west-1.amazonaws.com",
        "https://sts.eu-west-1.evil.amazonaws.com", "https://sts.cn-north-1.amazonaws.com.cn",
        "https://portal.sso.eu-west-1.amazonaws.com", "https://vpce-1.sts.eu-west-1.vpce.amazonaws.com"}) {
    EXPECT_NE(sts(url), "aws") << url;
  }
}

TEST_F(SessionEndpoint, TwoRegionsOfAPartitionShareOneSession) {
  machine.home.write("second", role_profile("us") + "endpoint_url = https://sts.us-east-2.amazonaws.com\n");
  ASSERT_TRUE(credentials("keys"));
  machine.env.set("AWS_CONFIG_FILE", machine.home.path() + "/second");
  ASSERT_TRUE(without_prompt("us"));
  EXPECT_EQ(machine.requests.back().url, "https://sts.us-east-2.amazonaws.com/");
}

// If locks do not work between machines, another process may send the same code first.

TEST_F(SessionEndpoint, RejectedCodeDoesNotPromptAgainIfAnotherProcessHasASession) {
  aws_refuses = [this](const HttpRequest& request) {
    if (argument_of(request, "Action") != "GetSessionToken") return std::string();
    MfaSession session{{"aws", "AKIABASE", kDevice}, "ops", machine.clock, {}};
    session.credentials = {"ASIAPEER", Secret("s"),  Secret("t"),  machine.clock + hours{12},
                           {},         std::nullopt, "mfa-session"};
    EXPECT_TRUE(SessionStore(machine.host()).store(session));
    return error_reply("AccessDenied",
                       "MultiFactorAuthentication failed with invalid MFA one time pass code. ");
  };
  EXPECT_EQ(credentials("keys")->access_key_id, "ASIAPEER");
  EXPECT_EQ(machine.prompts.size(), 1U);
}

TEST_F(SessionEndpoint, RejectedCodeDoesNotPromptAgainIfAnotherProcessHasTheRole) {
  machine.env.set("LATCHKEY_MFA_SESSION", "off");
  aws_refuses = [this](const HttpRequest&) {
    machine.home.write(kEntry, entry_text("ASIAPEER", "2026-03-01T01:00:00Z"));
    return error_reply("AccessDenied",
                       "MultiFactorAuthentication failed with invalid MFA one time pass code. ");
  };
  EXPECT_EQ(credentials("ops")->access_key_id, "ASIAPEER");
  EXPECT_EQ(machine.prompts.size(), 1U);
}

TEST_F(SessionEndpoint, SessionKeysAreNeverUsedToRequestAnMfaSession) {
  machine.home.write(".aws/credentials", std::string(kKeys) + "aws_session_token = temporary\n");
  ASSERT_TRUE(credentials("ops"));
  ASSERT_EQ(machine.requests.size(), 1U);
  EXPECT_EQ(argument_of(machine.requests[0], "Action"), "AssumeRole");
  EXPECT_EQ(argument_of(machine.requests[0], "TokenCode"), "111111");
  machine.home.write("temporary", std::string("[profile keys]\nregion = us-east-1\nmfa_serial = ") + kDevice +
                                      "\naws_access_key_id = ASIATEMPORARY\naws_secret_access_key = s\n"
                                      "aws_session_token = t\n");
  machine.env.set("AWS_CONFIG_FILE", machine.home.path() + "/temporary");
  EXPECT_EQ(credentials("keys")->access_key_id, "ASIATEMPORARY");
  EXPECT_EQ(machine.requests.size(), 1U);
}

TEST_F(SessionEndpoint, EntryThatExpiresLastIsUsed) {
  const auto shorter = entry_text("ASIASHORT", "2026-03-01T00:30:00Z");
  const auto longer = entry_text("ASIALONG", "2026-03-01T00:50:00Z");
  for (const auto& [first, second] : {std::pair(kEntry, kOtherEntry), std::pair(kOtherEntry, kEntry)}) {
    machine.home.write(first, shorter);
    machine.home.write(second, longer);
    EXPECT_EQ(without_prompt("ops")->access_key_id, "ASIALONG") << first;
  }
}

TEST_F(SessionEndpoint, PartiallyWrittenEntryIsReadUpToThreeTimes) {
  const auto whole = entry_text("ASIATORN", "2026-03-01T00:50:00Z");
  machine.home.write(kOtherEntry, entry_text("ASIAOTHER", "2026-03-01T00:10:00Z"));
  machine.home.write(kEntry, whole.substr(0, whole.size() / 2));
  auto host = machine.host();
  int pauses = 0;
  host.sleep = [&](std::chrono::milliseconds) {
    if (++pauses == 2) machine.home.write(kEntry, whole);
  };
  LoadOptions load;
  load.may_ask = false;
  const auto found = credentials_of(host, "ops", load);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->access_key_id, "ASIATORN");
  EXPECT_EQ(pauses, 2);
}

TEST_F(SessionEndpoint, RejectedDurationOfARoleWithoutADeviceIsAnError) {
  machine.home.write(".aws/config",
                     "[profile plain]\nregion = eu-west-1\nrole_arn = arn:aws:iam::222222222222:role/plain\n"
                     "source_profile = base\nduration_seconds = 43200\n");
  aws_refuses = [](const HttpRequest&) {
    return error_reply("ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration");
  };
  const auto found = credentials("plain");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::denied);
  EXPECT_EQ(machine.requests.size(), 1U);
}

TEST_F(SessionEndpoint, UsedCodeIsRecordedForFiveMinutes) {
  const auto host = machine.host();
  const Secret code("111111");
  ASSERT_TRUE(UsedCodes(host, "aws", kDevice).mark_used(code));
  EXPECT_FALSE(UsedCodes(host, "http://127.0.0.1:9/aws", kDevice).spent_at(code))
      << "another service's device";
  for (const auto later : {21, 60, 299}) {
    machine.clock += seconds{later};
    EXPECT_TRUE(UsedCodes(host, "aws", kDevice).spent_at(code)) << later;
    machine.clock -= seconds{later};
  }
  machine.clock += seconds{300};
  EXPECT_FALSE(UsedCodes(host, "aws", kDevice).spent_at(code));
}

}  // namespace
}  // namespace latchkey::test
