// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "aws/config/role_plan.hpp"
#include "base/ini/ini.hpp"

// Sizes at which an algorithm with quadratic time takes minutes.
namespace latchkey::test {
namespace {

constexpr int kMillion = 1'000'000;

std::string numbered(const std::string& before, int count, const std::string& after) {
  std::string text;
  for (int i = 0; i < count; ++i) text += before + std::to_string(i) + after;
  return text;
}

/// c0 has source_profile = base; each other profile has the previous one.
std::string chain_text(int length) {
  std::string text = "[profile base]\naws_access_key_id = AKIA\naws_secret_access_key = s\n";
  for (int i = 0; i < length; ++i) {
    text += "[profile c" + std::to_string(i) + "]\nrole_arn = arn:aws:iam::222222222222:role/r" +
            std::to_string(i) + "\nsource_profile = " + (i == 0 ? "base" : "c" + std::to_string(i - 1)) +
            '\n';
  }
  return text;
}

Config parsed(const std::string& text) {
  auto config = Config::parse({"config", text}, {"credentials", std::nullopt});
  EXPECT_TRUE(config) << config.error().message;
  return *std::move(config);
}

TEST(LargeConfig, ReadsAMillionSettingsOfOneSection) {
  const auto file = ini::parse("[default]\n" + numbered("k", kMillion, " = v\n"), "config");
  ASSERT_TRUE(file) << file.error().message;
  ASSERT_EQ((*file)[0].settings().size(), std::size_t{kMillion});
  ASSERT_NE((*file)[0].find("k999999"), nullptr);
  EXPECT_EQ((*file)[0].find("k999999")->line, kMillion + 1U);
  EXPECT_EQ((*file)[0].find("k1000000"), nullptr);
}

TEST(LargeConfig, FindsADuplicateAmongAMillionSettings) {
  const auto file = ini::parse("[default]\n" + numbered("k", kMillion, " = v\n") + "k5 = v\n", "config");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().cause, Cause::file_duplicate);
  EXPECT_EQ(file.error().origin, Origin::file("config", 1000002));
}

TEST(LargeConfig, LastOfManyNestedSettingsIsUsed) {
  const auto file =
      ini::parse("[default]\ns3 =\n" + numbered("  k", kMillion / 2, " = v\n") + "  k7 = last\n", "config");
  ASSERT_TRUE(file) << file.error().message;
  const auto& nested = *(*file)[0].find("s3")->nested();
  ASSERT_EQ(nested.size(), std::size_t{kMillion / 2});
  EXPECT_EQ(nested[7].second, "last");
}

TEST(LargeConfig, ReadsARepeatedDefaultSection) {
  const auto file =
      ini::parse(numbered("[DEFAULT]\nk", kMillion / 4, " = v\n") + "[default]\nk5 = own\n", "config");
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ((*file)[0].settings().size(), std::size_t{kMillion / 4});
  EXPECT_EQ(*(*file)[0].find("k5")->text(), "own");
}

TEST(LargeConfig, RejectsMultiplyingDefaults) {
  const auto file =
      ini::parse("[DEFAULT]\n" + numbered("k", 20000, " = v\n") + numbered("[s", 20000, "]\n"), "config");
  ASSERT_FALSE(file);
  EXPECT_NE(
      file.error().message.find("[DEFAULT] is too large: it adds 20000 settings to each of 20000 sections"),
      std::string::npos)
      << file.error().message;
  EXPECT_EQ(file.error().origin, Origin::file("config", 2));
}

TEST(LargeConfig, ReportsTheLineAtWhichAFileIsTooLarge) {
  const auto file = ini::parse("[default]\n" + numbered("k", 100000, " = v\n"), "config", 1U << 20U);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().origin.name, "config");
  EXPECT_GT(file.error().origin.line, 1U);
  EXPECT_NE(file.error().message.find("the file is too large"), std::string::npos) << file.error().message;
}

TEST(LargeConfig, FindsEachOfManySsoSessions) {
  const auto config = parsed(numbered("[sso-session s", 200000, "]\nsso_region = r\n") +
                             "[sso-session s5 ]\nsso_region = last\n");
  for (int i = 0; i < 200000; ++i) ASSERT_NE(config.sso_session("s" + std::to_string(i)), nullptr);
  EXPECT_EQ(*config.sso_session("s5")->find("sso_region")->text(), "last");
}

TEST(LargeConfig, ResolvesEachProfileOfAChainOnce) {
  constexpr int kLength = 4000;
  const auto config = parsed(chain_text(kLength));
  RoleChains chains(config);
  for (const auto& profile : config.profiles()) {
    const auto chain = chains.find(profile.name);
    ASSERT_TRUE(chain) << chain.error().message;
    if (*chain != nullptr) {
      ASSERT_EQ((*chain)->first->profile->name, "c0");
    }
  }
  EXPECT_EQ(chains.resolved(), std::size_t{kLength});
  const auto plan = plan_roles(config, "c3999");
  ASSERT_TRUE(plan && *plan);
  EXPECT_EQ((*plan)->steps.size(), std::size_t{kLength});
  EXPECT_EQ((*plan)->base_profile, "base");
}

TEST(LargeConfig, RejectsAnOverlongChainWithItsLine) {
  const auto config = parsed(chain_text(200000));
  RoleChains chains(config);
  const auto last = chains.find("c199999");
  ASSERT_FALSE(last);
  EXPECT_EQ(last.error().message, "the source_profile chain of profile c10000 has more than 10000 roles");
  EXPECT_EQ(last.error().origin.line, 30006U);
  EXPECT_TRUE(chains.find("c9999"));
}

TEST(LargeConfig, OnlyTheFirstBrokenProfileHasASuggestion) {
  const auto config = parsed(
      "[profile base]\naws_access_key_id = AKIA\naws_secret_access_key = s\n"
      "[profile a]\nrole_arn = arn:a\nsource_profile = bases\n"
      "[profile b]\nrole_arn = arn:b\nsource_profile = bases\n"
      "[profile on-a]\nrole_arn = arn:c\nsource_profile = a\n");
  RoleChains chains(config);
  const auto error_of = [&chains](const char* name) { return chains.find(name).error(); };
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(error_of("on-a").hint, "did you mean base?");
    EXPECT_EQ(error_of("on-a").message,
              "the source_profile \"bases\" referenced in the profile \"a\" does not exist");
    EXPECT_EQ(error_of("a").hint, "did you mean base?");
    EXPECT_EQ(error_of("b").hint, "run latchkey list to see the profiles");
  }
}

TEST(LargeConfig, ShortensTheNamesOfALongLoop) {
  auto text = chain_text(4000);
  text.replace(text.find("source_profile = base"), 21, "source_profile = c3999");
  const auto config = parsed(text);
  RoleChains chains(config);
  for (const auto& profile : config.profiles()) {
    const auto chain = chains.find(profile.name);
    if (profile.name == "base") continue;
    ASSERT_FALSE(chain);
    ASSERT_LT(chain.error().message.size(), 500U);
  }
  EXPECT_NE(chains.find("c3999").error().message.find(
                "profile c3999 has already been visited; visited profiles: c3999 -> c3998 -> "),
            std::string::npos);
  EXPECT_NE(chains.find("c3999").error().message.find("... (3980 more)"), std::string::npos);
}

TEST(LargeConfig, OwnKeysEndOnlyChainsOfOtherProfiles) {
  const auto config = parsed(
      "[profile a]\nrole_arn = arn:a\nsource_profile = b\naws_access_key_id = AKIA\naws_secret_access_key = "
      "s\n"
      "[profile b]\nrole_arn = arn:b\nsource_profile = a\n");
  RoleChains chains(config);
  const auto of_b = chains.find("b");
  ASSERT_TRUE(of_b);
  EXPECT_EQ((*of_b)->base->name, "a");
  const auto of_a = chains.find("a");
  ASSERT_FALSE(of_a);
  EXPECT_NE(of_a.error().message.find("profile a has already been visited; visited profiles: a -> b"),
            std::string::npos)
      << of_a.error().message;
}

}  // namespace
}  // namespace latchkey::test
