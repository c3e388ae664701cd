// SPDX-License-Identifier: Apache-2.0
// Not on Windows: there is no limit on open files.
#include <ctime>
#include <optional>
#include <string>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "platform/network/redirect_listener.hpp"
#include "unit/support/loopback_client.hpp"

namespace latchkey::test {
namespace {

using namespace std::chrono_literals;

constexpr const char* kPath = "/oauth/callback";
const std::string kPage = "<p>done</p>";

TEST(RedirectListener, DoesNotSpinWithoutFileDescriptors) {
  auto listener = RedirectListener::open();
  ASSERT_TRUE(listener);
  const LoopbackClient waiting(listener->port());
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none{3, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  const auto used = std::clock();
  EXPECT_EQ(listener->wait(
                kPath, [](const auto&) { return true; }, kPage, 1s),
            std::nullopt);
  EXPECT_LT(std::clock() - used, CLOCKS_PER_SEC / 10);
  setrlimit(RLIMIT_NOFILE, &before);
}

}  // namespace
}  // namespace latchkey::test
