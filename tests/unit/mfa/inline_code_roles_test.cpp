// SPDX-License-Identifier: Apache-2.0
#include "mfa/inline_code_roles.hpp"

#include <gtest/gtest.h>

#include "unit/support/test_host.hpp"

namespace latchkey::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

TEST(InlineCodeRoles, StoresARoleFor30DaysPerEndpoint) {
  TestHost machine;
  ASSERT_TRUE(remember_code_in_call(machine.host(), "aws", "key"));
  machine.clock += hours{30 * 24} - seconds{1};
  EXPECT_TRUE(requires_inline_code(machine.host(), "aws", "key"));
  EXPECT_FALSE(requires_inline_code(machine.host(), "http://127.0.0.1:9/aws", "key"));
  machine.clock += seconds{1};
  EXPECT_FALSE(requires_inline_code(machine.host(), "aws", "key"));
}

TEST(RoleMemory, DistinguishesARejectedSessionFromAnAcceptedCode) {
  TestHost machine;
  EXPECT_FALSE(rejects_session(machine.host(), "aws", "key"));
  ASSERT_TRUE(remember_session_rejection(machine.host(), "aws", "key"));
  EXPECT_TRUE(rejects_session(machine.host(), "aws", "key"));
  EXPECT_FALSE(requires_inline_code(machine.host(), "aws", "key")) << "the session is tried again";
  ASSERT_TRUE(remember_code_in_call(machine.host(), "aws", "key"));
  EXPECT_TRUE(rejects_session(machine.host(), "aws", "key"));
  EXPECT_TRUE(requires_inline_code(machine.host(), "aws", "key"));
  ASSERT_TRUE(forget_code_in_call(machine.host(), "aws", "key"));
  EXPECT_FALSE(rejects_session(machine.host(), "aws", "key"));
}

TEST(RoleMemory, IgnoresTimesInTheFuture) {
  TestHost machine;
  machine.clock += hours{24 * 365};
  ASSERT_TRUE(remember_code_in_call(machine.host(), "aws", "key"));
  machine.clock -= hours{24 * 365};
  EXPECT_FALSE(requires_inline_code(machine.host(), "aws", "key"));
  ASSERT_TRUE(remember_code_in_call(machine.host(), "aws", "key"));
  EXPECT_TRUE(requires_inline_code(machine.host(), "aws", "key"));
}

TEST(InlineCodeRoles, AcceptsAClockFiveMinutesAhead) {
  TestHost machine;
  ASSERT_TRUE(remember_code_in_call(machine.host(), "aws", "key"));
  machine.clock -= minutes{5};
  EXPECT_TRUE(requires_inline_code(machine.host(), "aws", "key"));
  machine.clock -= seconds{1};
  EXPECT_FALSE(requires_inline_code(machine.host(), "aws", "key"));
}

TEST(InlineCodeRoles, RemovesRolesOfEveryEndpoint) {
  TestHost machine;
  EXPECT_FALSE(has_codes_in_call(machine.host()));
  ASSERT_TRUE(remember_code_in_call(machine.host(), "aws", "key"));
  ASSERT_TRUE(remember_code_in_call(machine.host(), "http://127.0.0.1:9/aws", "other"));
  EXPECT_TRUE(has_codes_in_call(machine.host()));
  ASSERT_TRUE(forget_all_codes_in_call(machine.host()));
  EXPECT_FALSE(has_codes_in_call(machine.host()));
  EXPECT_FALSE(requires_inline_code(machine.host(), "aws", "key"));
}

}  // namespace
}  // namespace latchkey::test
