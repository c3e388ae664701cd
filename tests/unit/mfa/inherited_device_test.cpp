// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "unit/support/machine.hpp"
#include "unit/support/mfa.hpp"

namespace latchkey::test {
namespace {

constexpr const char* kConfig = R"([profile dev]
region = eu-west-1
role_arn = arn:aws:iam::222222222222:role/dev
source_profile = base
[profile other]
region = eu-west-1
role_arn = arn:aws:iam::222222222222:role/other
source_profile = base
[profile base]
mfa_serial = arn:aws:iam::111111111111:mfa/ada
aws_access_key_id = AKIABASE
aws_secret_access_key = basesecret
)";

bool is_signed_by(const HttpRequest& request, std::string_view key) {
  for (const auto& [name, value] : request.headers) {
    if (name == "Authorization" && value.view().find(key) != std::string::npos) return true;
  }
  return false;
}

/// Roles whose source profile has a device; STS denies them without MFA.
class InheritedDevice : public ::testing::Test {
 protected:
  InheritedDevice() {
    machine.home.write(".aws/config", kConfig);
    machine.answers = {"111111", "222222"};
    machine.network = [this](const HttpRequest& request) -> Reply {
      if (argument_of(request, "Action") == "GetSessionToken") {
        return session_reply("ASIAMFA" + std::to_string(++sessions), "2026-03-01T12:00:00Z");
      }
      if (is_signed_by(request, "AKIABASE") && needs_mfa)
        return xml(403, error_reply("AccessDenied", "is not authorized to perform: sts:AssumeRole"));
      if (!dead.empty() && is_signed_by(request, dead))
        return xml(403, error_reply("ExpiredToken", "The security token included in the request is expired"));
      return xml(200, assume_role_reply("1", "dev", "2026-03-01T01:00:00Z"));
    };
  }

  Result<Credentials> credentials(const char* profile) { return credentials_of(machine.host(), profile); }

  std::vector<std::string> operations() {
    std::vector<std::string> names;
    for (const auto& request : machine.requests) names.push_back(argument_of(request, "Action"));
    machine.requests.clear();
    return names;
  }

  TestHost machine;
  bool needs_mfa = true;
  int sessions = 0;
  std::string dead;
};

using Names = std::vector<std::string>;

TEST_F(InheritedDevice, SendsOnlyTheCallOfBotocoreIfItSucceeds) {
  needs_mfa = false;
  ASSERT_TRUE(credentials("dev"));
  EXPECT_EQ(operations(), Names{"AssumeRole"});
  EXPECT_TRUE(machine.prompts.empty());
}

TEST_F(InheritedDevice, PromptsOnceForAllDeniedRoles) {
  ASSERT_TRUE(credentials("dev"));
  EXPECT_EQ(operations(), (Names{"AssumeRole", "GetSessionToken", "AssumeRole"}));
  ASSERT_TRUE(credentials("other"));
  EXPECT_EQ(operations(), (Names{"AssumeRole", "AssumeRole"}));
  EXPECT_EQ(machine.prompts.size(), 1U);
}

TEST_F(InheritedDevice, SaysThatACodeIsNeededWhereNobodyMayBePrompted) {
  const auto found =
      credentials_without_prompt(machine.host(), "dev");  // as serve and exec --refresh do, which then prompt
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().cause, Cause::code_needed);
  EXPECT_EQ(found.error().kind, ErrorKind::terminal);
  EXPECT_NE(found.error().hint.find("latchkey login -p dev"), std::string::npos) << found.error().hint;
}

TEST_F(InheritedDevice, ReplacesASessionEndedByAws) {
  ASSERT_TRUE(credentials("dev"));
  dead = "ASIAMFA1";
  ASSERT_TRUE(credentials("other"));
  EXPECT_EQ(machine.prompts.size(), 2U);
  ASSERT_TRUE(credentials("other"));
}

}  // namespace
}  // namespace latchkey::test
