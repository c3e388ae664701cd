// SPDX-License-Identifier: Apache-2.0
// Numbers in latchkey's own files that no version of latchkey writes.
#include <gtest/gtest.h>

#include "mfa/single_flight.hpp"
#include "mfa/used_codes.hpp"
#include "platform/files/files.hpp"
#include "platform/files/state_directory.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey::test {
namespace {

constexpr const char* kDevice = "arn:aws:iam::111111111111:mfa/ada";

TEST(UsedCodes, IgnoreInvalidTimes) {
  TestHost machine;
  const Host host = machine.host();
  UsedCodes first(host, "aws", kDevice);
  ASSERT_TRUE(first.mark_used(Secret("123456")));
  const auto folder = machine.home.path() + "/.aws/latchkey/codes";
  const auto names = files::names_in(folder);
  ASSERT_EQ(names.size(), 1U);
  // The last one is 2^58 seconds after now: multiplied to microseconds in 64 bits, it would be now.
  for (const auto* at :
       {"9223372036854775807", "-9223372036854775808", "18446744073709551615", "288230377924034944"}) {
    const auto content = R"([{"hash": "x", "at": )" + std::string(at) + "}]\n";
    ASSERT_TRUE(
        files::write_private(files::join(folder, names.front()), with_checksum("spent-codes", content)));
    EXPECT_FALSE(UsedCodes(host, "aws", kDevice).next_code_in()) << at;
  }
}

/// The error of a waiter whose lock holder leaves that note.
std::optional<Cause> cause_after_note(const std::string& code) {
  TestHost machine;
  auto lock = FileLock::try_take(machine.home.path() + "/.aws/latchkey/locks/test.lock");
  if (!lock || !*lock) return std::nullopt;
  (**lock).set_note(
      R"({"pid": -1, "program": "p", "terminal": "t", "failed_at": 9223372036854775807, "code": )" + code +
      R"(, "message": "m", "hint": "h"})");
  Host host = machine.host();
  host.sleep = [&](std::chrono::milliseconds) { lock->reset(); };
  const auto flight = begin_single_flight(host, {"test", "the MFA code", [] { return false; }});
  return flight ? std::nullopt : std::optional(flight.error().cause);
}

TEST(SingleFlight, SharesOnlySharableFailures) {
  EXPECT_EQ(cause_after_note("\"access-denied\""), Cause::access_denied);
  for (const auto* code : {"\"usage\"", "\"\"", "\"no-such-code\"", "-1", "3", "null", "[\"access-denied\"]"})
    EXPECT_EQ(cause_after_note(code), std::nullopt) << code;
}

TEST(SingleFlight, IgnoresAnInvalidProcessId) {
  TestHost machine;
  auto lock = FileLock::try_take(machine.home.path() + "/.aws/latchkey/locks/test.lock");
  ASSERT_TRUE(lock && *lock);
  (**lock).set_note(R"({"pid": -1, "program": "p", "terminal": ""})");
  machine.env.set("LATCHKEY_TIMEOUT", "1");
  const auto flight = begin_single_flight(machine.host(), {"test", "the MFA code", [] { return false; }});
  ASSERT_FALSE(flight);
  EXPECT_EQ(flight.error().message.find("-1"), std::string::npos) << flight.error().message;
}

}  // namespace
}  // namespace latchkey::test
