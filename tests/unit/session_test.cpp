// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <filesystem>
#include <thread>

#include <gtest/gtest.h>

#include "aws/sts/sts.hpp"
#include "session/access.hpp"
#include "unit/support/mfa.hpp"
#include "unit/support/programs.hpp"

namespace latchkey::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// A machine with one role profile and one device, and an STS that issues ASIA1, ASIA2 and so on.
class SessionTest : public ::testing::Test {
 protected:
  SessionTest() {
    machine.env.set("LATCHKEY_MFA_SESSION", "off");  // one call a code; the other way is mfa_session_test's
    machine.home.write(".aws/config", kRoleWithDevice);
    machine.network = [this](const HttpRequest&) -> Reply {
      return xml(200, assume_role_reply(std::to_string(++calls), "ops", "2026-03-01T01:00:00Z"));
    };
  }

  Result<Session> open(const char* profile = "ops") {
    SessionOptions options;
    options.profile = profile;
    return open_session(options, machine.host());
  }

  std::string code_sent(std::size_t request) const {
    return argument_of(machine.requests.at(request), "TokenCode");
  }

  Reply wrong_code() {
    return xml(403, error_reply("AccessDenied",
                                "MultiFactorAuthentication failed with invalid MFA one time pass code. "));
  }

  TestHost machine;
  std::atomic<int> calls{0};
};

TEST_F(SessionTest, OpeningDoesNotPrompt) {
  const auto session = open();
  ASSERT_TRUE(session);
  EXPECT_EQ(session->profile(), "ops");
  EXPECT_EQ(session->region(), "eu-west-1");
  EXPECT_TRUE(machine.prompts.empty());
  EXPECT_TRUE(machine.requests.empty());
}

TEST_F(SessionTest, OneCodeServesEveryLaterSession) {
  machine.answers = {"123456"};
  const auto first = open()->credentials();
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first->access_key_id, "ASIA1");
  EXPECT_EQ(code_sent(0), "123456");
  const auto second = open()->credentials();  // another process, as far as the library can tell
  ASSERT_TRUE(second);
  EXPECT_EQ(second->access_key_id, "ASIA1");
  EXPECT_EQ(machine.prompts.size(), 1U);
}

TEST_F(SessionTest, ASessionThatMayNotPromptFailsWhereACodeIsNeeded) {
  machine.answers = {"123456"};
  SessionOptions options;
  options.profile = "ops";
  options.may_prompt = false;
  const auto session = open_session(options, machine.host());
  ASSERT_TRUE(session);
  const auto found = session->credentials();
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::terminal);
  EXPECT_TRUE(machine.requests.empty());
  ASSERT_TRUE(open()->credentials());  // another session prompts, and its role is cached
  EXPECT_TRUE(session->credentials());
}

TEST_F(SessionTest, CachedSessionSendsAndWritesNothing) {
  machine.answers = {"123456"};
  ASSERT_TRUE(open()->credentials());
  const auto requests = machine.requests.size();
  const std::string cache = machine.home.path() + "/.aws/boto/cache";
  const auto written = std::filesystem::last_write_time(cache);  // of the folder, which a rename would change
  ASSERT_TRUE(open()->credentials());
  EXPECT_EQ(machine.requests.size(), requests);
  EXPECT_EQ(std::filesystem::last_write_time(cache), written);
}

TEST_F(SessionTest, MalformedCodeIsPromptedForAgainAndNotSent) {
  machine.answers = {"", "12345", "abcdef", "123 456"};
  const auto credentials = open()->credentials();
  ASSERT_TRUE(credentials) << credentials.error().message;
  EXPECT_EQ(machine.prompts.size(), 4U);
  ASSERT_EQ(machine.requests.size(), 1U);
  EXPECT_EQ(code_sent(0), "123456");
}

TEST_F(SessionTest, WrongCodeIsPromptedForThreeTimes) {
  machine.network = [&](const HttpRequest&) { return wrong_code(); };
  machine.answers = {"111111", "222222", "333333", "444444"};
  const auto credentials = open()->credentials();
  ASSERT_FALSE(credentials);
  EXPECT_EQ(credentials.error().kind, ErrorKind::denied);
  EXPECT_EQ(credentials.error().message,
            "profile ops: STS refused the MFA code for arn:aws:iam::111111111111:mfa/ada");
  EXPECT_EQ(machine.requests.size(), 3U);
  EXPECT_EQ(code_sent(2), "333333");
}

TEST_F(SessionTest, CodeThatMayHaveArrivedIsNotSentAgain) {
  machine.network = [&](const HttpRequest&) -> Reply {
    return tl::unexpected(TransportFailure{TransportFailure::Reason::broken, "reset", true});
  };
  machine.answers = {"123456", "654321"};
  const auto credentials = open()->credentials();
  ASSERT_FALSE(credentials);
  EXPECT_EQ(credentials.error().kind, ErrorKind::network);
  EXPECT_EQ(machine.requests.size(), 1U);
}

TEST_F(SessionTest, UnsentCodeIsSentAfterReconnecting) {
  machine.network = [&](const HttpRequest&) -> Reply {
    if (++calls < 3)
      return tl::unexpected(TransportFailure{TransportFailure::Reason::connect, "refused", false});
    return xml(200, assume_role_reply("1", "ops"));
  };
  machine.answers = {"123456"};
  EXPECT_TRUE(open()->credentials());
  EXPECT_EQ(machine.requests.size(), 3U);
  EXPECT_EQ(machine.pauses,
            (std::vector<std::chrono::milliseconds>{std::chrono::milliseconds{500}, seconds{1}}));
}

TEST_F(SessionTest, UnwritableCacheIsReportedBeforeThePrompt) {
  machine.home.write(".aws/boto", "a file where a folder must be");
  machine.answers = {"123456"};
  const auto credentials = open()->credentials();
  ASSERT_FALSE(credentials);
  EXPECT_EQ(credentials.error().kind, ErrorKind::io);
  EXPECT_TRUE(machine.prompts.empty());
}

TEST_F(SessionTest, ConfigErrorsAreReportedBeforeThePrompt) {
  machine.home.write(
      ".aws/config",
      std::string(kRoleWithDevice) +
          "[profile bad]\nregion = x\nmfa_serial = too-short\n"
          "role_arn = arn:aws:iam::222222222222:role/ops\nsource_profile = base\nduration_seconds = 60\n");
  const auto credentials = open("bad")->credentials();
  ASSERT_FALSE(credentials);
  EXPECT_EQ(credentials.error().kind, ErrorKind::config);
  EXPECT_NE(credentials.error().message.find("duration_seconds is 60"), std::string::npos);
  EXPECT_TRUE(machine.prompts.empty());
}

TEST_F(SessionTest, ClockInThePastIsReportedBeforeThePrompt) {
  machine.clock = TimePoint{};
  const auto credentials = open()->credentials();
  ASSERT_FALSE(credentials);
  EXPECT_NE(credentials.error().message.find("clock"), std::string::npos);
  EXPECT_TRUE(machine.prompts.empty());
}

TEST_F(SessionTest, FailingSourceIsReportedBeforeThePrompt) {
  machine.home.write(".aws/config",
                     "[profile ops]\nregion = us-east-1\nrole_arn = arn:aws:iam::222222222222:role/ops\n"
                     "source_profile = base\nmfa_serial = arn:aws:iam::111111111111:mfa/ada\n"
                     "[profile base]\ncredential_process = " +
                         test::make_program(machine.home.path(), "source", {"status 1"}) + "\n");
  const auto credentials = open()->credentials();
  ASSERT_FALSE(credentials);
  EXPECT_NE(credentials.error().message.find("ended with status 1"), std::string::npos);
  EXPECT_TRUE(machine.prompts.empty());
}

TEST_F(SessionTest, CredentialsAreUsedUntilThePromptIsDue) {
  machine.answers = {"123456", "654321"};
  const auto session = open();
  ASSERT_TRUE(session->credentials());
  machine.clock +=
      minutes{49};  // 11 left: less than the cache's 15, but it does not prompt before it is necessary
  EXPECT_EQ(session->credentials()->access_key_id, "ASIA1");
  EXPECT_EQ(machine.prompts.size(), 1U);
  machine.clock += minutes{2};
  machine.network = [](const HttpRequest&) -> Reply { return xml(200, assume_role_reply("2", "ops")); };
  EXPECT_EQ(session->credentials()->access_key_id, "ASIA2");
  EXPECT_EQ(machine.prompts.size(), 2U);
}

TEST_F(SessionTest, SixteenThreadsShareOnePrompt) {
  machine.answers = {"123456"};
  const auto session = open();
  std::atomic<int> good{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 200; ++n) {
        const auto credentials = session->credentials();
        if (credentials && credentials->access_key_id == "ASIA1") ++good;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(good, 16 * 200);
  EXPECT_EQ(machine.prompts.size(), 1U);
  EXPECT_EQ(machine.requests.size(), 1U);
}

TEST_F(SessionTest, DebugOutputContainsNoSecret) {
  machine.answers = {"000000", "123456"};
  machine.network = [&](const HttpRequest&) -> Reply {
    return ++calls == 1 ? wrong_code() : xml(200, assume_role_reply("9", "ops"));
  };
  ASSERT_TRUE(open()->credentials());
  ASSERT_TRUE(open()->credentials());
  EXPECT_FALSE(machine.debug_lines.empty());
  for (const auto& line : machine.debug_lines) {
    for (const auto* secret : {"basesecret", "secret9", "token9", "000000", "123456"}) {
      EXPECT_EQ(line.find(secret), std::string::npos) << line;
    }
  }
}

TEST_F(SessionTest, MissingProfileSuggestsSimilarNames) {
  const auto session = open("opps");
  ASSERT_FALSE(session);
  EXPECT_EQ(session.error().kind, ErrorKind::missing);
  EXPECT_EQ(session.error().message, "the config profile (opps) could not be found");
  EXPECT_EQ(session.error().hint.rfind("did you mean ops?", 0), 0U) << session.error().hint;
}

TEST_F(SessionTest, UnusableDurationIsReportedOnce) {
  machine.home.write(".aws/config",
                     std::string(kRoleWithDevice) +
                         "[profile short]\nregion = x\nrole_arn = arn:aws:iam::222222222222:role/ops\n"
                         "source_profile = base\nduration_seconds = 900\n");
  ASSERT_TRUE(open("short")->credentials());
  ASSERT_EQ(machine.warnings.size(), 1U);
  EXPECT_NE(machine.warnings[0].find("never reuse what is cached"), std::string::npos);
}

TEST_F(SessionTest, MfaSessionComesFromGetSessionToken) {
  machine.network = [](const HttpRequest&) -> Reply {
    return session_reply("ASIAMFA", "2026-03-01T12:00:00Z");
  };
  const Host host = machine.host();
  Connection connection;
  connection.endpoint = {"https://sts.eu-west-1.amazonaws.com/", "eu-west-1"};
  const StsClient sts(host, connection);
  Credentials signer;
  signer.access_key_id = "AKIABASE";
  const auto reply =
      sts.get_session_token("arn:aws:iam::111111111111:mfa/ada", 43200, Secret("123456"), signer);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->value.credentials.access_key_id, "ASIAMFA");
  EXPECT_EQ(*reply->value.credentials.expiration, machine.clock + hours{12});
  EXPECT_EQ(code_sent(0), "123456");
}

TEST_F(SessionTest, SecretInsteadOfTheKeyIdIsNeitherSentNorShown) {
  machine.home.write(
      ".aws/config",
      "[profile base]\nregion = us-east-1\naws_access_key_id = wJalrXUtnFEMI/K7MDENG+bPx\n"
      "aws_secret_access_key = AKIAIOSFODNN7EXAMPLE\n[profile ops]\nregion = us-east-1\n"
      "role_arn = arn:aws:iam::222222222222:role/ops\nsource_profile = base\nmfa_serial = a-device-1\n");
  for (const auto* profile : {"ops", "base"}) {
    const auto session = open(profile);
    ASSERT_TRUE(session);
    const auto who = session->identity();
    ASSERT_FALSE(who);
    EXPECT_EQ(who.error().kind, ErrorKind::config);
    EXPECT_EQ((who.error().message + who.error().hint).find("wJalr"), std::string::npos)
        << who.error().message;
    EXPECT_NE(who.error().hint.find("swapped"), std::string::npos);
  }
  EXPECT_TRUE(machine.requests.empty());
  EXPECT_TRUE(machine.prompts.empty());
}

TEST_F(SessionTest, InvalidDurationIsIgnoredAndReported) {
  machine.home.write(".aws/config",
                     std::string(kRoleWithDevice) +
                         "[profile half]\nregion = x\nrole_arn = arn:aws:iam::222222222222:role/ops\n"
                         "source_profile = base\nduration_seconds = 12h\n");
  ASSERT_TRUE(open("half")->credentials());
  ASSERT_EQ(machine.warnings.size(), 1U);
  EXPECT_NE(machine.warnings[0].find("ignored"), std::string::npos);
}

TEST_F(SessionTest, SectionWithoutTheWordProfileIsNamedInTheHint) {
  machine.home.write(".aws/config", "[ops]\nregion = x\n");
  const auto session = open();
  ASSERT_FALSE(session);
  EXPECT_NE(session.error().hint.find("write [profile ops] in the place of [ops]"), std::string::npos)
      << session.error().hint;
}

TEST_F(SessionTest, MissingProfileOfAVariableNamesTheVariable) {
  machine.env.set("AWS_PROFILE", "nonsense");
  const auto session = open_session({}, machine.host());
  ASSERT_FALSE(session);
  EXPECT_EQ(session.error().message, "the config profile (nonsense) could not be found, as AWS_PROFILE says");
}

TEST_F(SessionTest, EndpointPasswordIsHidden) {
  machine.env.set("AWS_ENDPOINT_URL", "http://user:hunter2@127.0.0.1:1/");
  machine.answers = {"123456"};
  const auto credentials = open()->credentials();
  ASSERT_FALSE(credentials);
  EXPECT_EQ(credentials.error().message.find("hunter2"), std::string::npos) << credentials.error().message;
}

TEST_F(SessionTest, IdentityUsesTheRoleCredentials) {
  machine.answers = {"123456"};
  const auto session = open();
  ASSERT_TRUE(session->credentials());
  machine.network = [](const HttpRequest&) -> Reply {
    return xml(200,
               "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:x</Arn><UserId>U</"
               "UserId><Account>1</Account>"
               "</GetCallerIdentityResult></GetCallerIdentityResponse>");
  };
  const auto who = session->identity();
  ASSERT_TRUE(who) << who.error().message;
  EXPECT_EQ(who->account, "1");
  bool signed_by_role = false;
  for (const auto& [name, value] : machine.requests.back().headers) {
    signed_by_role = signed_by_role ||
                     (name == "Authorization" && value.view().find("Credential=ASIA1/") != std::string::npos);
  }
  EXPECT_TRUE(signed_by_role);
}

}  // namespace
}  // namespace latchkey::test
