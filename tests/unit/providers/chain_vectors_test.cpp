// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "session/access.hpp"
#include "unit/support/programs.hpp"
#include "unit/support/scenario.hpp"

namespace latchkey::test {
namespace {

/// Arguments of boto3's constructor, which latchkey does not have.
bool is_boto3_only(const Json& vector) {
  return vector.contains("boto3_kwargs");
}

/// The deliberate differences from botocore, with their recordings; docs/differences.md gives the reasons.
/// The tests below show what latchkey does instead.
const std::map<std::string, std::set<std::string>>& exceptions() {
  static const std::map<std::string, std::set<std::string>> map = {
      {"a broken cache entry is ignored",
       {"cache-empty-file", "cache-empty-object", "cache-list", "cache-null", "cache-no-secret",
        "cache-unknown-zone", "cache-garbage-expiry", "cache-number-expiry", "cache-bom"}},
      {"a cache that cannot be written does not discard credentials", {"cache-directory"}},
      {"a refresh may prompt for another code", {"cache-hit-mfa-then-refresh"}},
      {"a login session does not need an optional package", {"login-without-crt"}},
  };
  return map;
}

bool is_exception(const std::string& id) {
  return std::any_of(exceptions().begin(), exceptions().end(),
                     [&](const auto& exception) { return exception.second.count(id) > 0; });
}

/// Its reply shows how sh splits a command line; Windows splits it differently.
bool needs_sh(const std::string& id) {
  return id == "proc-quoting" && command_of_script("", "", "").empty();
}

TEST(LikeBotocore, MatchesBotocoreInEveryRecordedScenario) {
  int passed = 0;
  int failed = 0;
  int others = 0;
  int on_purpose = 0;
  for (const auto& vector : load_vectors("chain.json", "scenarios")) {
    const std::string id = vector["id"];
    if (is_boto3_only(vector)) {
      ++others;
      continue;
    }
    if (needs_sh(id)) {
      std::cout << "not run: " << id << " (needs sh)" << std::endl;
      continue;
    }
    Scenario scenario(vector);
    const auto outcome = scenario.play();
    const auto differences = scenario.differences(outcome);
    if (is_exception(id)) {
      EXPECT_FALSE(differences.empty()) << id << " is listed as a difference and is none";
      ++on_purpose;
      continue;
    }
    for (const auto& line : differences) ADD_FAILURE() << id << ": " << line;
    ++(differences.empty() ? passed : failed);
  }
  report("chain", passed, failed, 0,
         std::to_string(on_purpose) + " other on purpose by " + std::to_string(exceptions().size()) +
             " exceptions (docs/differences.md), " + std::to_string(others) + " of boto3's own arguments");
}

/// The recorded scenario of that name.
Json recorded(const std::string& id) {
  for (const auto& vector : load_vectors("chain.json", "scenarios")) {
    if (vector["id"] == id) return vector;
  }
  ADD_FAILURE() << "no scenario " << id;
  return {};
}

TEST(SharedCaches, BrokenEntryIsIgnoredAndReplaced) {
  for (const auto& id : exceptions().at("a broken cache entry is ignored")) {
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

TEST(LikeBotocore, RefreshWithADevicePromptsAgain) {
  Scenario scenario(recorded("cache-hit-mfa-then-refresh"));
  SessionOptions options;
  options.profile = "r";
  const auto session = open_session(options, scenario.machine.host());
  ASSERT_TRUE(session);
  const auto first = session->credentials();
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first->access_key_id, "ASIACACHED");
  EXPECT_TRUE(scenario.machine.prompts.empty());
  scenario.machine.clock = *first->expiration - std::chrono::seconds(1);
  const auto second = session->credentials();
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(second->access_key_id, "ASIA1");
  EXPECT_EQ(scenario.machine.prompts.size(), 1U);
}

TEST(LikeBotocore, LoginSessionNeedsNoExternalLibrary) {
  Scenario scenario(recorded("login-without-crt"));
  const auto outcome = scenario.play();
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->access_key_id, "ASIALOGIN");  // as in AWS CLI v2, which includes it
  EXPECT_EQ(outcome->source, "login");
}

TEST(SharedCaches, UnwritableCacheKeepsTheCredentials) {
  Scenario scenario(recorded("cache-directory"));
  const auto outcome = scenario.play();
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->access_key_id, "ASIA1");
  ASSERT_EQ(scenario.machine.warnings.size(), 1U);
  EXPECT_NE(scenario.machine.warnings[0].find("other tools will not find"), std::string::npos);
}

}  // namespace
}  // namespace latchkey::test
