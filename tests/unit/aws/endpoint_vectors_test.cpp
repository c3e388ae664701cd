// SPDX-License-Identifier: Apache-2.0
#include "aws/config/setup.hpp"
#include "aws/request/connection.hpp"
#include "unit/support/machine.hpp"
#include "unit/support/test_host.hpp"
#include "unit/support/vectors.hpp"

namespace latchkey::test {
namespace {

/// "URL REGION", or the first words of the error.
std::string endpoint_of(const Json& vector) {
  TestHost machine;
  machine.env = Environment();
  for (const auto& [name, value] : vector["env"].items()) machine.env.set(name, value);
  machine.env.set(kHomeVariable, machine.home.path());
  machine.home.write(".aws/config", vector["config"]);
  const auto optional_text = [&](const char* name) -> std::optional<std::string> {
    if (!vector.contains(name) || vector[name].is_null()) return std::nullopt;
    return vector[name].get<std::string>();
  };
  const auto setup = make_setup(machine.host(), optional_text("profile"), optional_text("region_arg"));
  if (!setup) return "error: " + setup.error().message;
  const auto endpoint = sts_endpoint_of(*setup);
  if (!endpoint) return "error: " + endpoint.error().message;
  return endpoint->signing_region.empty() ? "error: you must specify a region"
                                          : endpoint->url + ' ' + endpoint->signing_region;
}

TEST(StsEndpoint, MatchesBotocoreForEveryRecordedSetting) {
  int passed = 0;
  int failed = 0;
  for (const auto& vector : load_vectors("sts_endpoints.json", "vectors")) {
    const auto& expected = vector["expected"]["AssumeRole"];
    const std::string ours = endpoint_of(vector);
    bool same = false;
    if (expected.contains("url")) {
      same = ours == expected["url"].get<std::string>() + ' ' + expected["signing_region"].get<std::string>();
    } else {
      // The first clause is the same; latchkey's message continues.
      const std::string theirs = expected["message"].get<std::string>();
      const std::string start = theirs.substr(1, std::min(theirs.find_first_of(":.\""), theirs.size()) - 1);
      same = ours.rfind("error: ", 0) == 0 && ours.find(start) != std::string::npos;
    }
    EXPECT_TRUE(same) << vector["id"] << " (" << vector["desc"] << "): " << ours << "\ntheirs: " << expected;
    ++(same ? passed : failed);
  }
  report("sts_endpoints", passed, failed, 0);
}

}  // namespace
}  // namespace latchkey::test
