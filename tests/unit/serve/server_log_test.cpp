// SPDX-License-Identifier: Apache-2.0
#include "serve/endpoint/server_log.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace latchkey::test {
namespace {

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

constexpr TimePoint kNow{std::chrono::seconds{1772323200}};  // 2026-03-01T00:00:00Z

class RefusalLogTest : public ::testing::Test {
 protected:
  Lines said;
  RefusalLog log{[this](const std::string& line) { said.push_back(line); }};
};

TEST_F(RefusalLogTest, LogsEachReasonOnceAMinute) {
  for (int i = 0; i < 600; ++i) log.add("no token", kNow + i * 100ms);
  EXPECT_EQ(said, Lines{"refused a request: no token"});
  log.add("no token", kNow + 60s);
  EXPECT_EQ(said.size(), 2U);
  EXPECT_EQ(said.back(), "refused a request: no token (600 of them by now)");
  log.add("no token", kNow + 119s);
  EXPECT_EQ(said.size(), 2U);
}

TEST_F(RefusalLogTest, OneReasonDoesNotHideAnother) {
  log.add("no token", kNow);
  log.add("another name", kNow);
  log.add("no token", kNow + 1s);
  EXPECT_EQ(said, (Lines{"refused a request: no token", "refused a request: another name"}));
}

TEST_F(RefusalLogTest, CounterRestartsAfterAQuietMinute) {
  log.add("no token", kNow);
  log.add("no token", kNow + 1h);
  log.add("no token", kNow + 2h);
  EXPECT_EQ(said, (Lines(3, "refused a request: no token")));
}

TEST_F(RefusalLogTest, ClockSetBackDoesNotSilenceIt) {
  log.add("no token", kNow);
  log.add("no token", kNow - 24h);
  EXPECT_EQ(said.size(), 2U);
  log.add("no token", kNow - 24h + 59s);
  EXPECT_EQ(said.size(), 2U) << "the minute counts from there on";
}

}  // namespace
}  // namespace latchkey::test
