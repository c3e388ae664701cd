// SPDX-License-Identifier: Apache-2.0
#include "mfa/single_flight.hpp"

#include <functional>
#include <optional>
#include <utility>

#include <gtest/gtest.h>

#include "platform/files/file_lock.hpp"
#include "platform/files/files.hpp"
#include "unit/support/machine.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey::test {
namespace {

class SingleFlightTest : public ::testing::Test {
 protected:
  SingleFlightRequest request(std::function<bool()> is_there = [] { return false; }) {
    return {"test", "the MFA code of a device", std::move(is_there)};
  }
  std::string path() { return machine.home.path() + "/.aws/latchkey/locks/test.lock"; }
  TestHost machine;
};

TEST_F(SingleFlightTest, TakesAFreeLockAtOnce) {
  EXPECT_TRUE(begin_single_flight(machine.host(), request())->has_value());
  EXPECT_TRUE(begin_single_flight(machine.host(), request())->has_value())
      << "given back when the first one went";
  EXPECT_TRUE(machine.pauses.empty());
}

TEST_F(SingleFlightTest, ChecksForTheResultAgainUnderTheLock) {
  const auto flight = begin_single_flight(machine.host(), request([] { return true; }));
  ASSERT_TRUE(flight);
  EXPECT_FALSE(flight->has_value());
}

TEST_F(SingleFlightTest, WaitsForTheLockHolderAndUsesItsResult) {
  auto held = begin_single_flight(machine.host(), request());
  int looks = 0;
  const auto flight = begin_single_flight(machine.host(), request([&] { return ++looks > 60; }));
  ASSERT_TRUE(flight);
  EXPECT_FALSE(flight->has_value());
  ASSERT_LE(machine.notices.size(), 1U);  // none on the holder's own terminal
  if (!machine.notices.empty()) {
    EXPECT_NE(machine.notices[0].find("waiting for latchkey test (pid "), std::string::npos)
        << machine.notices[0];
  }
}

TEST_F(SingleFlightTest, TimesOutAndNamesTheLockHolder) {
  machine.env.set("LATCHKEY_TIMEOUT", "5");
  auto held = begin_single_flight(machine.host(), request());
  const auto flight = begin_single_flight(machine.host(), request());
  ASSERT_FALSE(flight);
  EXPECT_EQ(flight.error().kind, ErrorKind::terminal);
  EXPECT_NE(flight.error().message.find("timed out after 5s waiting for latchkey test (pid "),
            std::string::npos)
      << flight.error().message;
}

TEST_F(SingleFlightTest, SharesAFailureWithWaitersOnly) {
  std::optional<SingleFlight> held = *begin_single_flight(machine.host(), request());
  Host waiting = machine.host();
  waiting.sleep = [&](std::chrono::milliseconds) {
    if (held) held->failed(machine.host(), {Cause::prompt_cancelled, "the question was ended", "try again"});
    held.reset();
  };
  const auto flight = begin_single_flight(waiting, request());
  ASSERT_FALSE(flight);
  EXPECT_EQ(flight.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(flight.error().message.rfind("the question was ended, says latchkey test (pid ", 0), 0U);
  EXPECT_TRUE(begin_single_flight(machine.host(), request())->has_value());
}

TEST_F(SingleFlightTest, DoesNotWaitForAResultThatItCannotUse) {
  auto held = begin_single_flight(machine.host(), request());
  auto impatient = request();
  impatient.waits = false;
  EXPECT_FALSE(begin_single_flight(machine.host(), impatient));
  EXPECT_TRUE(machine.pauses.empty());
}

TEST_F(SingleFlightTest, KeepsTheLockFile) {
  { auto held = begin_single_flight(machine.host(), request()); }
  const auto note = FileLock::note_of(path());
  EXPECT_NE(note.find("\"pid\""), std::string::npos);
  EXPECT_EQ(files::mode(path()), mode_here(0600));
}

}  // namespace
}  // namespace latchkey::test
