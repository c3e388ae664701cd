// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "session/access.hpp"
#include "unit/support/test_host.hpp"
#include "unit/support/vectors.hpp"

namespace latchkey::test {
namespace {

constexpr const char* kConfig =
    "[profile r]\nrole_arn = arn:aws:iam::123456789012:role/demo\nsource_profile = base\nregion = us-east-1\n"
    "[profile base]\naws_access_key_id = AKIABASE\naws_secret_access_key = s\n";

/// The key that a session returns with this remaining time, "OLD", "NEW" or "error"; and whether it tried to
/// refresh.
std::pair<std::string, bool> later(std::chrono::microseconds remaining, bool works) {
  TestHost machine;
  machine.home.write(".aws/config", kConfig);
  const std::string first = assume_role_reply("OLD", "demo", "2026-03-01T04:00:00Z");
  machine.network = [&](const HttpRequest&) -> Reply { return xml(200, first); };
  SessionOptions options;
  options.profile = "r";
  const auto session = open_session(options, machine.host());
  const auto old = session->credentials();
  EXPECT_TRUE(old) << old.error().message;
  machine.clock = *old->expiration - remaining;
  machine.requests.clear();
  machine.network = [&](const HttpRequest&) -> Reply {
    if (works) return xml(200, assume_role_reply("NEW", "demo"));
    return xml(403, error_reply("AccessDenied", "no longer"));
  };
  const auto got = session->credentials();
  return {got ? got->access_key_id.substr(4) : "error", !machine.requests.empty()};
}

TEST(LikeBotocore, CredentialsInMemoryAreRefreshedInBotocoresWindows) {
  int passed = 0;
  for (const auto& vector : load_vectors("expiry_windows.json", "vectors")) {
    const double seconds = vector["remaining_seconds"];
    const std::chrono::microseconds remaining(std::llround(seconds * 1e6));
    for (const bool works : {true, false}) {
      const auto& expected = vector[works ? "refresh_works" : "refresh_fails"];
      const auto [key, tried] = later(remaining, works);
      const std::string theirs = expected["access_key"];
      EXPECT_EQ(key, theirs.rfind("error", 0) == 0 ? "error" : theirs) << seconds << ' ' << works;
      EXPECT_EQ(tried, expected["refresh_attempted"].get<bool>()) << seconds << ' ' << works;
      ++passed;
    }
  }
  report("expiry_windows (in memory)", passed, 0, 0);
}

}  // namespace
}  // namespace latchkey::test
