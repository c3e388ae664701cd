// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "diagnose/facts.hpp"
#include "diagnose/report.hpp"
#include "diagnose/rules.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey::diagnose {
namespace {

constexpr const char* kBase =
    "[profile base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = secret\n";
constexpr const char* kArn = "arn:aws:iam::222222222222:role/ops";

std::string role(const std::string& name, const std::string& source, const std::string& more = {}) {
  return "[profile " + name + "]\nrole_arn = " + kArn + "\nsource_profile = " + source + '\n' + more;
}

class SurveyTest : public ::testing::Test {
 protected:
  void configure(const std::string& profiles) { machine_.home.write(".aws/config", kBase + profiles); }

  test::TestHost machine_;
};

TEST_F(SurveyTest, MatchesTheErrorOfTheReport) {
  configure(
      role("value", "base", "role_session_name = a b\n") + role("argument", "value", "external_id = x\n") +
      role("outer", "argument") + role("region", "base", "region = eu_west_1\n") +
      role("bundle", "base", "ca_bundle = /nonexistent\n") + role("gone", "nobody") + role("behind", "gone") +
      role("loop", "loop2") + role("loop2", "loop") + role("continued", "base", "  duration = 1\n") +
      role("long", "base", "duration_seconds = 99999\n") + role("behind_continued", "continued") +
      "[profile process]\ncredential_process = /nonexistent\n" + role("by_process", "process") +
      "[profile token]\nrole_arn = " + kArn + "\nweb_identity_token_file = /nonexistent\n" +
      "[profile metadata]\nmetadata_service_timeout = x\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"
      "aws_secret_access_key = secret\n" +
      "[profile nested]\naws_access_key_id =\n  a = b\naws_secret_access_key = secret\n" +
      role("healthy", "base"));
  auto setup = load_setup(machine_.host());
  ASSERT_TRUE(setup);
  Survey survey(*setup);
  int broken = 0;
  for (const auto& profile : setup->config.profiles()) {
    SessionOptions options;
    options.profile = std::string(profile.name);
    const auto report = explain_profile(machine_.host(), options);
    const auto found = find_problem_of_survey(survey.facts_of(profile));
    ASSERT_EQ(found.has_value(), report.problem.has_value()) << *options.profile;
    if (!found) continue;
    ++broken;
    EXPECT_EQ(found->message, report.problem->error.message) << *options.profile;
    EXPECT_EQ(found->cause, report.problem->error.cause) << *options.profile;
    EXPECT_EQ(found->origin, report.problem->error.origin) << *options.profile;
  }
  EXPECT_EQ(broken, 17);
}

TEST_F(SurveyTest, ProfileWithoutCredentialsIsNeitherBrokenNorConfigured) {
  configure("[profile empty]\nregion = eu-west-1\n");
  auto setup = load_setup(machine_.host());
  ASSERT_TRUE(setup);
  Survey survey(*setup);
  const auto facts = survey.facts_of(*setup->config.find("empty"));
  EXPECT_EQ(facts.source(), nullptr);
  EXPECT_FALSE(find_problem_of_survey(facts));
}

TEST(FirstFault, VisitsEachNodeOfSharedChainsOnce) {
  constexpr std::size_t kNodes = 1000;
  struct Node {
    const Node* next;
    bool has_fault;
  };
  std::vector<Node> nodes(kNodes);
  for (std::size_t i = 0; i < kNodes; ++i) nodes[i] = {i > 0 ? &nodes[i - 1] : nullptr, i == 0};
  FirstFault<Node> known;
  std::size_t looked_at = 0;
  const auto has_fault = [&](const Node& node) {
    ++looked_at;
    return node.has_fault;
  };
  for (auto& node : nodes)
    EXPECT_EQ(known.find(node, has_fault, [](const Node& one) { return one.next; }), &nodes.front());
  EXPECT_LE(looked_at, 2 * kNodes);
}

TEST(FirstFault, TerminatesOnALoop) {
  struct Node {
    const Node* next;
  };
  Node a{nullptr};
  Node b{&a};
  a.next = &b;
  FirstFault<Node> known;
  const auto none = [](const Node&) { return false; };
  EXPECT_EQ(known.find(a, none, [](const Node& one) { return one.next; }), nullptr);
}

}  // namespace
}  // namespace latchkey::diagnose
