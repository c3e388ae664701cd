// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "unit/support/scenario.hpp"

namespace latchkey::test {
namespace {

/// Providers of the recordings that this build does not have.
bool needs_more(const std::string& id, const Json& expected) {
  return id.rfind("login-", 0) == 0 && expected.value("method", "") != "shared-credentials-file";
}

/// Arguments of boto3's own constructor, which a tool that reads configuration does not have.
bool is_boto3_only(const Json& vector) {
  return vector.contains("boto3_kwargs");
}

/// Where we do another thing on purpose; docs/differences.md says why. What we do instead is in the tests
/// below.
const std::set<std::string>& deliberate() {
  static const std::set<std::string> ids = {"mfa-short-code",
                                            "mfa-denied",
                                            "mfa-eof",
                                            "cache-hit-mfa-then-refresh",
                                            "cache-directory",
                                            "cache-empty-file",
                                            "cache-empty-object",
                                            "cache-list",
                                            "cache-null",
                                            "cache-no-secret",
                                            "cache-unknown-zone",
                                            "cache-garbage-expiry",
                                            "cache-number-expiry",
                                            "cache-bom"};
  return ids;
}

TEST(Promise4, TheSameAnswerAsBotocoreInEveryRecordedScenario) {
  int passed = 0;
  int failed = 0;
  int not_built = 0;
  int others = 0;
  int on_purpose = 0;
  for (const auto& vector : load_vectors("chain.json", "scenarios")) {
    const std::string id = vector["id"];
    if (is_boto3_only(vector)) {
      ++others;
      continue;
    }
    if (needs_more(id, vector["expected"])) {
      ++not_built;
      continue;
    }
    Scenario scenario(vector);
    const auto outcome = scenario.play();
    const auto differences = scenario.differences(outcome);
    if (deliberate().count(id) > 0) {
      EXPECT_FALSE(differences.empty()) << id << " is listed as a difference and is none";
      ++on_purpose;
      continue;
    }
    for (const auto& line : differences) ADD_FAILURE() << id << ": " << line;
    ++(differences.empty() ? passed : failed);
  }
  report("chain", passed, failed, not_built,
         std::to_string(on_purpose) + " other on purpose (docs/differences.md), " + std::to_string(others) +
             " of boto3's own arguments");
}

/// The recorded scenario of that name.
Json recorded(const std::string& id) {
  for (const auto& vector : load_vectors("chain.json", "scenarios")) {
    if (vector["id"] == id) return vector;
  }
  ADD_FAILURE() << "no scenario " << id;
  return {};
}

TEST(Promise4, AProviderThatIsNotBuiltStopsTheChainAndSaysSo) {
  for (const auto* id : {"login-cache-dir"}) {
    Scenario scenario(recorded(id));
    const auto outcome = scenario.play();
    ASSERT_FALSE(outcome) << id;
    EXPECT_NE(outcome.error().message.find("not in this build"), std::string::npos)
        << id << ": " << outcome.error().message;
    EXPECT_FALSE(outcome.error().hint.empty()) << id;
  }
}

TEST(Promise3, ABrokenCacheEntryIsAMissAndTheNextWriteRepairsIt) {
  for (const auto* id :
       {"cache-empty-file", "cache-empty-object", "cache-list", "cache-null", "cache-no-secret",
        "cache-unknown-zone", "cache-garbage-expiry", "cache-number-expiry", "cache-bom"}) {
    Scenario scenario(recorded(id));
    const auto outcome = scenario.play();
    ASSERT_TRUE(outcome) << id << ": " << outcome.error().message;
    EXPECT_EQ(outcome->access_key_id, "ASIA1") << id;
    for (const auto* folder : {".aws/cli/cache/", ".aws/boto/cache/"}) {
      const auto text =
          scenario.machine.home.read(std::string(folder) + "5f52c9c583acfd120a607977e4f21fe86b7fa42d.json");
      EXPECT_EQ(Json::parse(text)["Credentials"]["AccessKeyId"], "ASIA1") << id;
    }
  }
}

TEST(Promise6, ACacheThatCannotBeWrittenDoesNotThrowCredentialsAway) {
  Scenario scenario(recorded("cache-directory"));
  const auto outcome = scenario.play();
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->access_key_id, "ASIA1");
  ASSERT_EQ(scenario.machine.warnings.size(), 1U);
  EXPECT_NE(scenario.machine.warnings[0].find("other tools will not find"), std::string::npos);
}

}  // namespace
}  // namespace latchkey::test
