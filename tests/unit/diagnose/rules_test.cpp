// SPDX-License-Identifier: Apache-2.0
#include "diagnose/rules.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "diagnose/report.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey::diagnose {
namespace {

constexpr const char* kBase =
    "[profile base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = secret\n";

class Rules : public ::testing::Test {
 protected:
  void configure(const std::string& profile) { machine_.home.write(".aws/config", kBase + profile); }

  Report explain(const std::string& profile) {
    SessionOptions options;
    options.profile = profile;
    return explain_profile(machine_.host(), options);
  }

  test::TestHost machine_;
};

TEST_F(Rules, ReportNothingForAHealthyRole) {
  configure(
      "[profile ops]\nrole_arn = arn:aws:iam::222222222222:role/ops\nsource_profile = base\n"
      "region = eu-west-1\n");
  const auto report = explain("ops");
  EXPECT_FALSE(report.problem);
  EXPECT_TRUE(report.notes.empty());
  EXPECT_EQ(report.next, "latchkey login -p ops (does not prompt)");
  EXPECT_TRUE(machine_.requests.empty());
}

TEST_F(Rules, ResolveAChainOnce) {
  configure(
      "[profile ops]\nrole_arn = arn:aws:iam::222222222222:role/ops\nsource_profile = base\n"
      "region = eu-west-1\n");
  explain("ops");
  const auto answers =
      std::count_if(machine_.debug_lines.begin(), machine_.debug_lines.end(), [](const auto& line) {
        return line.find("chain: ") == 0 && line.find(": answers") != std::string::npos;
      });
  EXPECT_EQ(answers, 1);
}

/// The continuation line absorbs the source_profile, which causes the chain's error.
TEST_F(Rules, ReportTheCauseBeforeItsConsequences) {
  configure(
      "[profile ops]\nregion = eu-west-1\n  source_profile = base\n"
      "role_arn = arn:aws:iam::222222222222:role/ops\n");
  const auto report = explain("ops");
  ASSERT_TRUE(report.problem);
  EXPECT_EQ(report.problem->error.cause, Cause::file_syntax);
  ASSERT_TRUE(report.problem->place);
  EXPECT_EQ(report.problem->place->line, 6U);
  EXPECT_NE(report.problem->fix.find("remove the blanks before source_profile"), std::string::npos);
}

TEST_F(Rules, ReportConnectionProblemsLast) {
  const std::string role =
      "[profile ops]\nrole_arn = arn:aws:iam::222222222222:role/ops\nregion = eu_west_1\n";
  configure(role);
  const auto missing = explain("ops");
  ASSERT_TRUE(missing.problem);
  EXPECT_EQ(missing.problem->error.cause, Cause::source_missing);
  configure(role + "source_profile = base\n");
  const auto region = explain("ops");
  ASSERT_TRUE(region.problem);
  EXPECT_EQ(region.problem->error.cause, Cause::region_invalid);
  EXPECT_EQ(region.problem->place->line, 6U);
}

TEST_F(Rules, ReportAMisspelledSettingForEveryProvider) {
  configure(
      "[profile typo]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_acces_key = x\n"
      "[profile sso]\nsso_acount_id = 123456789012\nsso_role_name = Admin\nsso_region = us-east-1\n"
      "sso_start_url = https://x.awsapps.com/start\n");
  const auto keys = explain("typo");
  ASSERT_TRUE(keys.problem);
  EXPECT_NE(keys.problem->fix.find("write aws_secret_access_key in the place of aws_secret_acces_key"),
            std::string::npos);
  const auto sso = explain("sso");
  ASSERT_TRUE(sso.problem);
  EXPECT_NE(sso.problem->fix.find("write sso_account_id in the place of sso_acount_id"), std::string::npos);
}

TEST_F(Rules, ListNotesInOneOrder) {
  machine_.env.set("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
  configure(
      "[profile ops]\nrole_arn = arn:aws:iam::222222222222:role/ops\nsource_profile = base\n"
      "region = eu-west-1\nduration_seconds = an hour\nmfa_process = /nonexistent/code\n");
  const auto notes = explain("ops").notes;
  ASSERT_EQ(notes.size(), 3U);
  EXPECT_EQ(notes[0].find("the keys in the environment are ignored"), 0U);
  EXPECT_EQ(notes[1].find("duration_seconds at "), 0U);
  EXPECT_EQ(notes[2].find("mfa_process at "), 0U);
}

}  // namespace
}  // namespace latchkey::diagnose
