// SPDX-License-Identifier: Apache-2.0
#include "session/access.hpp"
#include "unit/support/scenario.hpp"

namespace latchkey::test {
namespace {

std::vector<std::string> attempts_of(const TestHost& machine) {
  std::vector<std::string> attempts;
  for (const auto& request : machine.requests) {
    for (const auto& [name, value] : request.headers) {
      if (name == "amz-sdk-request") attempts.push_back(value.reveal());
    }
  }
  return attempts;
}

/// The attempts for a service that always fails as recorded.
std::vector<std::string> play(TestHost& machine, const Json& vector) {
  machine.home.write(".aws/credentials",
                     "[default]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = secret\n");
  // AWS CLI v2 differs from botocore only in its default.
  if (vector["tool"].get<std::string>().rfind("awscli-v2", 0) == 0)
    machine.env.set("AWS_RETRY_MODE", "standard");
  for (const auto& [name, value] : vector["env"].items()) machine.env.set(name, value);
  machine.network = [&](const HttpRequest&) -> Reply {
    return xml(vector["status"], error_reply(vector["error_code"], "x"));
  };
  const auto session = open_session({}, machine.host());
  EXPECT_TRUE(session);
  EXPECT_FALSE(session->identity());
  return attempts_of(machine);
}

TEST(Retries, MatchBotocoreInEveryRecordedCase) {
  int passed = 0;
  int failed = 0;
  for (const auto& vector : load_vectors("retries.json", "vectors")) {
    const std::string name =
        vector["tool"].get<std::string>() + ' ' + vector["error_code"].get<std::string>();
    // AWS CLI v2 rejects the mode that is botocore's default.
    if (vector["tool"] == "awscli-v2 AWS_RETRY_MODE=legacy") continue;
    TestHost machine;
    const std::vector<std::string> expected = vector["amz_sdk_request"];
    const auto attempts = play(machine, vector);
    EXPECT_EQ(attempts, expected) << name;
    ++(attempts == expected ? passed : failed);
  }
  report("retries", passed, failed, 0, "1 of AWS CLI v2 alone");
}

std::chrono::milliseconds longest_pause(const char* mode, const char* attempts) {
  TestHost machine;
  machine.env.set("AWS_RETRY_MODE", mode);
  machine.env.set("AWS_MAX_ATTEMPTS", attempts);
  play(machine, {{"tool", "botocore"}, {"env", Json::object()}, {"status", 503}, {"error_code", "Busy"}});
  return machine.pauses.empty() ? std::chrono::milliseconds(0) : machine.pauses.back();
}

TEST(Retries, DelayDoublesUpToTwentySecondsInStandardMode) {
  TestHost probe;
  const double random = probe.host().jitter();
  EXPECT_EQ(longest_pause("legacy", "9").count(), static_cast<long long>(1000 * random * 128));
  EXPECT_EQ(longest_pause("standard", "9").count(), static_cast<long long>(1000 * random * 20));
}

TEST(Retries, DefaultsModeChangesRetryModeAndConnectTimeout) {
  TestHost machine;
  machine.env.set("AWS_DEFAULTS_MODE", "In-Region");
  const Json vector = {
      {"tool", "botocore"}, {"env", Json::object()}, {"status", 503}, {"error_code", "Busy"}};
  EXPECT_EQ(play(machine, vector).size(), 3U);
  EXPECT_EQ(machine.requests.at(0).connect_timeout, std::chrono::milliseconds(1100));
}

TEST(Retries, InvalidSettingIsAnErrorBeforeARequest) {
  for (const auto* variable : {"AWS_RETRY_MODE", "AWS_MAX_ATTEMPTS", "AWS_DEFAULTS_MODE"}) {
    TestHost machine;
    machine.env.set(variable, "Legacy!");
    const Json vector = {
        {"tool", "botocore"}, {"env", Json::object()}, {"status", 503}, {"error_code", "Busy"}};
    EXPECT_TRUE(play(machine, vector).empty()) << variable;
  }
}

}  // namespace
}  // namespace latchkey::test
