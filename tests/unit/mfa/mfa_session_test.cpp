// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include <gtest/gtest.h>

#include "base/timestamp.hpp"
#include "platform/files/files.hpp"
#include "unit/support/machine.hpp"
#include "unit/support/mfa.hpp"

namespace latchkey::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr const char* kConfig = R"([profile ops]
region = eu-west-1
role_arn = arn:aws:iam::222222222222:role/ops
source_profile = base
mfa_serial = arn:aws:iam::111111111111:mfa/ada
[profile billing]
region = eu-west-1
role_arn = arn:aws:iam::333333333333:role/billing
source_profile = base
mfa_serial = arn:aws:iam::111111111111:mfa/ada
duration_seconds = 43200
[profile key]
region = eu-west-1
role_arn = arn:aws:iam::222222222222:role/ops
source_profile = base
mfa_serial = arn:aws:iam::111111111111:u2f/user/ada/blue-ABC
[profile own]
region = eu-west-1
mfa_serial = arn:aws:iam::111111111111:mfa/ada
aws_access_key_id = AKIABASE
aws_secret_access_key = basesecret
[profile base]
aws_access_key_id = AKIABASE
aws_secret_access_key = basesecret
)";

/// Two roles behind one device; STS gives sessions of twelve hours and roles of one.
class MfaSessionTest : public ::testing::Test {
 protected:
  MfaSessionTest() {
    machine.home.write(".aws/config", kConfig);
    machine.answers = {"111111", "222222", "333333", "444444"};
    machine.network = [this](const HttpRequest& request) -> Reply {
      const auto operation = argument_of(request, "Action");
      if (const auto refused = refuse(request); !refused.empty()) return xml(403, refused);
      const auto id = std::to_string(++calls);
      if (operation == "GetSessionToken")
        return session_reply("ASIAMFA" + id, ahead("2026-03-01T12:00:00Z", hours{12}));
      return xml(200, assume_role_reply(id, "ops", ahead(role_expiration, hours{1})));
    };
  }

  /// `expiration`, or `length` from now if it has passed, because STS does not issue expired credentials.
  std::string ahead(const std::string& expiration, std::chrono::hours length) const {
    return parse_timestamp(expiration)->at > machine.clock ? expiration : utc_text(machine.clock + length);
  }

  Result<Credentials> credentials(const char* profile = "ops", const LoadOptions& load = {}) {
    return credentials_of(machine.host(), profile, load);
  }

  std::vector<std::string> operations() const {
    std::vector<std::string> names;
    for (const auto& request : machine.requests) names.push_back(argument_of(request, "Action"));
    return names;
  }

  TestHost machine;
  int calls = 0;
  std::string role_expiration = "2026-03-01T01:00:00Z";
  std::function<std::string(const HttpRequest&)> refuse = [](const HttpRequest&) { return std::string(); };
};

using Names = std::vector<std::string>;

TEST_F(MfaSessionTest, OneCodeServesEveryRoleOfTheDevice) {
  ASSERT_TRUE(credentials("ops"));
  ASSERT_TRUE(credentials("billing"));
  EXPECT_EQ(machine.prompts.size(), 1U);
  EXPECT_EQ(operations(), (Names{"GetSessionToken", "AssumeRole", "AssumeRole"}));
  EXPECT_EQ(argument_of(machine.requests[0], "TokenCode"), "111111");
  EXPECT_EQ(argument_of(machine.requests[0], "DurationSeconds"), "43200");
  for (const std::size_t i : {1U, 2U}) {
    EXPECT_EQ(argument_of(machine.requests[i], "TokenCode"), "none");
    EXPECT_EQ(argument_of(machine.requests[i], "SerialNumber"), "none");
  }
}

TEST_F(MfaSessionTest, DurationFollowsTheProfileOrTheCaller) {
  machine.home.write(".aws/config", std::string(kConfig) +
                                        "[profile long]\nregion = x\nsource_profile = base\n"
                                        "role_arn = arn:aws:iam::222222222222:role/ops\n"
                                        "mfa_serial = arn:aws:iam::111111111111:mfa/ada\n"
                                        "latchkey_session_duration = 36h\n");
  ASSERT_TRUE(credentials("long"));
  EXPECT_EQ(argument_of(machine.requests[0], "DurationSeconds"), "129600");
  LoadOptions load;
  load.fresh = true;
  load.newer_than = machine.clock + minutes{1};
  load.session_duration = hours{1};
  machine.clock += minutes{1};
  ASSERT_TRUE(credentials("long", load));
  EXPECT_EQ(argument_of(machine.requests[2], "DurationSeconds"), "3600");
  EXPECT_EQ(machine.prompts.size(), 2U);
}

TEST_F(MfaSessionTest, RoleCredentialsAreRefreshedWithoutAPromptDuringTheSession) {
  ASSERT_TRUE(credentials());
  machine.clock += minutes{39};
  EXPECT_EQ(credentials()->access_key_id, "ASIA2") << "with 21 minutes left there is nothing to do";
  machine.clock += minutes{2};
  EXPECT_EQ(credentials()->access_key_id, "ASIA3") << "due with less than 20 minutes left";
  machine.clock += hours{2};
  EXPECT_TRUE(credentials());
  EXPECT_EQ(machine.prompts.size(), 1U);
}

TEST_F(MfaSessionTest, FailedRefreshKeepsValidCredentials) {
  ASSERT_TRUE(credentials());
  machine.clock += minutes{42};
  machine.network = [](const HttpRequest&) -> Reply {
    return tl::unexpected(TransportFailure{TransportFailure::Reason::connect, "refused", false});
  };
  EXPECT_EQ(credentials()->access_key_id, "ASIA2");
  EXPECT_EQ(machine.requests.size(), 3U) << "tried once, not again and again";
}

TEST_F(MfaSessionTest, SessionRejectedByAwsIsReplacedWithOnePrompt) {
  ASSERT_TRUE(credentials());
  machine.clock += hours{2};
  refuse = [](const HttpRequest& request) {
    for (const auto& [name, value] : request.headers) {
      if (name == "Authorization" && value.view().find("ASIAMFA1") != std::string::npos)
        return error_reply("ExpiredToken", "The security token included in the request is expired");
    }
    return std::string();
  };
  ASSERT_TRUE(credentials());
  EXPECT_EQ(machine.prompts.size(), 2U);
}

TEST_F(MfaSessionTest, RoleThatRequiresACodeInTheCallIsRecorded) {
  refuse = [](const HttpRequest& request) {
    const bool billing = argument_of(request, "RoleArn").find("billing") != std::string::npos;
    return billing && argument_of(request, "TokenCode") == "none"
               ? error_reply("AccessDenied", "is not authorized")
               : std::string();
  };
  ASSERT_TRUE(credentials("billing"));
  EXPECT_EQ(machine.prompts.size(), 2U) << "one for the session, one for the role";
  machine.clock += hours{2};
  ASSERT_TRUE(credentials("billing"));
  EXPECT_EQ(machine.prompts.size(), 3U) << "no code is lost on the session again";
  ASSERT_TRUE(credentials("ops"));
  EXPECT_EQ(machine.prompts.size(), 3U) << "the other role still goes by the session";
}

TEST_F(MfaSessionTest, DeniedRoleIsTriedWithTheSessionAgain) {
  refuse = [](const HttpRequest& request) {
    const bool billing = argument_of(request, "RoleArn").find("billing") != std::string::npos;
    return billing ? error_reply("AccessDenied", "is not authorized") : std::string();
  };
  ASSERT_FALSE(credentials("billing"));
  EXPECT_EQ(machine.prompts.size(), 2U) << "one for the session, one for the role";
  refuse = [](const HttpRequest&) { return std::string(); };
  ASSERT_TRUE(credentials("billing"));
  EXPECT_EQ(machine.prompts.size(), 2U) << "its policy has changed";
  EXPECT_TRUE(files::names_in(machine.home.path() + "/.aws/latchkey/roles").empty());
}

TEST_F(MfaSessionTest, UserWithoutGetSessionTokenUsesTheCodeInTheCall) {
  refuse = [](const HttpRequest& request) {
    return argument_of(request, "Action") == "GetSessionToken"
               ? error_reply("AccessDenied", "not authorized to perform: sts:GetSessionToken")
               : std::string();
  };
  ASSERT_TRUE(credentials());
  EXPECT_EQ(operations(), (Names{"GetSessionToken", "AssumeRole"}));
  EXPECT_EQ(argument_of(machine.requests[1], "TokenCode"), "222222");
}

TEST_F(MfaSessionTest, DurationRejectedByStsBecomesAnHourWithANote) {
  refuse = [](const HttpRequest& request) {
    return argument_of(request, "DurationSeconds") == "43200" &&
                   argument_of(request, "Action") == "AssumeRole"
               ? error_reply("ValidationError",
                             "The requested DurationSeconds exceeds the MaxSessionDuration")
               : std::string();
  };
  ASSERT_TRUE(credentials("billing"));
  EXPECT_EQ(machine.prompts.size(), 1U);
  EXPECT_EQ(argument_of(machine.requests[2], "DurationSeconds"), "3600");
  ASSERT_EQ(machine.warnings.size(), 1U);
  EXPECT_NE(machine.warnings[0].find("last an hour"), std::string::npos);
}

TEST_F(MfaSessionTest, SentCodeIsNeverSentAgain) {
  refuse = [](const HttpRequest& request) {
    return argument_of(request, "TokenCode") == "111111"
               ? error_reply("AccessDenied",
                             "MultiFactorAuthentication failed with invalid MFA one time pass code. ")
               : std::string();
  };
  machine.answers = {"111111", "111111", "222222"};
  ASSERT_TRUE(credentials());
  EXPECT_EQ(machine.prompts.size(), 3U);
  EXPECT_EQ(operations(), (Names{"GetSessionToken", "GetSessionToken", "AssumeRole"}));
  EXPECT_EQ(argument_of(machine.requests[1], "TokenCode"), "222222");
}

TEST_F(MfaSessionTest, UnsentCodeIsReusable) {
  const auto answers = machine.network;
  machine.network = [](const HttpRequest&) -> Reply {
    return tl::unexpected(TransportFailure{TransportFailure::Reason::connect, "refused", false});
  };
  EXPECT_FALSE(credentials());
  machine.network = answers;
  machine.answers = {"111111"};
  EXPECT_TRUE(credentials());
  EXPECT_EQ(machine.prompts.size(), 2U);
}

TEST_F(MfaSessionTest, DurationAboveTheLimitBecomesAnHour) {
  machine.home.write(".aws/config",
                     std::string(kConfig) +
                         "[profile far]\nregion = x\nsource_profile = base\n"
                         "role_arn = arn:aws:iam::222222222222:role/ops\nduration_seconds = 999999\n"
                         "mfa_serial = arn:aws:iam::111111111111:mfa/ada\n");
  refuse = [](const HttpRequest& request) {
    return argument_of(request, "DurationSeconds") == "999999"
               ? error_reply("ValidationError",
                             "Value '999999' at 'durationSeconds' failed to satisfy constraint")
               : std::string();
  };
  EXPECT_TRUE(credentials("far"));
  EXPECT_EQ(machine.warnings.size(), 1U);
}

TEST_F(MfaSessionTest, RepeatedCodeIsAcceptedAfterFiveMinutes) {
  ASSERT_TRUE(credentials());
  machine.clock += hours{13};
  role_expiration = "2026-03-02T01:00:00Z";
  machine.answers = {"111111"};
  EXPECT_TRUE(credentials());
}

TEST_F(MfaSessionTest, FidoDeviceIsRejectedBeforeAPrompt) {
  const auto found = credentials("key");
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().message.find("FIDO"), std::string::npos);
  EXPECT_TRUE(machine.prompts.empty());
  EXPECT_TRUE(machine.requests.empty());
}

TEST_F(MfaSessionTest, ProfileWithItsOwnKeysReturnsTheMfaSession) {
  const auto found = credentials("own");
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->access_key_id, "ASIAMFA1");
  EXPECT_EQ(found->source, "mfa-session");
  ASSERT_TRUE(credentials("ops"));
  EXPECT_EQ(machine.prompts.size(), 1U) << "the keys and the device are those of the other profiles";
  machine.env.set("LATCHKEY_MFA_SESSION", "off");
  EXPECT_EQ(credentials("own")->access_key_id, "AKIABASE");
}

TEST_F(MfaSessionTest, InvalidKeysAreRejectedBeforeAPrompt) {
  machine.home.write(".aws/config", R"([profile own]
region = eu-west-1
mfa_serial = arn:aws:iam::111111111111:mfa/ada
aws_access_key_id = AKIABASE (old)
aws_secret_access_key = basesecret
)");
  const auto found = credentials("own");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().cause, Cause::key_id_invalid);
  EXPECT_TRUE(machine.prompts.empty());
}

TEST_F(MfaSessionTest, FailsAtOnceIfPromptsAreNotAllowed) {
  LoadOptions load;
  load.may_ask = false;
  const auto found = credentials("ops", load);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::terminal);
  EXPECT_TRUE(machine.prompts.empty());
  EXPECT_TRUE(machine.pauses.empty());
}

TEST_F(MfaSessionTest, ModifiedOrTruncatedSessionFileIsReplaced) {
  ASSERT_TRUE(credentials());
  const auto folder = machine.home.path() + "/.aws/latchkey/sessions";
  const auto names = files::names_in(folder);
  ASSERT_EQ(names.size(), 1U);
  EXPECT_EQ(files::mode(files::join(folder, names[0])), mode_here(0600));
  EXPECT_EQ(files::mode(folder), mode_here(0700));
  const auto whole = machine.home.read(".aws/latchkey/sessions/" + names[0]);
  machine.clock += hours{2};
  role_expiration = "2026-03-01T09:00:00Z";
  auto changed = whole;
  const auto key = changed.find("ASIAMFA1");
  changed[key == std::string::npos ? changed.size() / 2 : key] ^= 1;  // Windows encrypts it
  int questions = 1;
  for (const auto& text : {std::string(), whole.substr(0, whole.size() / 2), changed, std::string("{}")}) {
    machine.home.write(".aws/latchkey/sessions/" + names[0], text);
    std::filesystem::remove_all(machine.home.path() + "/.aws/boto");
    std::filesystem::remove_all(machine.home.path() + "/.aws/cli");
    machine.clock += minutes{6};
    machine.answers = {"555555"};
    ASSERT_TRUE(credentials());
    EXPECT_EQ(machine.prompts.size(), static_cast<std::size_t>(++questions));
    EXPECT_TRUE(SessionStore(machine.host()).find({"aws", "AKIABASE", "arn:aws:iam::111111111111:mfa/ada"}));
  }
}

TEST_F(MfaSessionTest, HomesAreIndependent) {
  ASSERT_TRUE(credentials());
  const TemporaryFolder other;
  other.write(".aws/config", kConfig);
  machine.env.set(kHomeVariable, other.path());
  ASSERT_TRUE(credentials());
  EXPECT_EQ(machine.prompts.size(), 2U);
}

}  // namespace
}  // namespace latchkey::test
