// SPDX-License-Identifier: Apache-2.0
#include "base/guard.hpp"

#include <stdexcept>
#include <system_error>

#include <gtest/gtest.h>

#include "session/access.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey::test {
namespace {

TEST(Guard, ReturnsTheResultOfTheFunction) {
  EXPECT_EQ(guarded([]() -> Result<int> { return 1; }), 1);
  EXPECT_EQ(guarded([]() -> Result<int> { return fail(Cause::value_invalid, "why"); }).error().message,
            "why");
}

TEST(Guard, ConvertsExceptionsToErrors) {
  const auto no_memory = guarded([]() -> Result<int> { throw std::bad_alloc(); });
  ASSERT_FALSE(no_memory);
  EXPECT_EQ(no_memory.error().kind, ErrorKind::io);
  EXPECT_TRUE(is_out_of_memory(no_memory.error()));
  const auto other = guarded([]() -> Result<int> { throw std::runtime_error("no random numbers"); });
  EXPECT_EQ(other.error().message, "no random numbers");
  EXPECT_FALSE(is_out_of_memory(other.error()));
  const auto thread = guarded([]() -> Result<int> {
    throw std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again));
  });
  EXPECT_NE(thread.error().hint.find("ulimit -u"), std::string::npos) << thread.error().hint;
}

TEST(Guard, SessionReturnsAnErrorForAnException) {
  TestHost machine;
  machine.home.write(".aws/config",
                     "[profile r]\nrole_arn = arn:aws:iam::222222222222:role/r\nsource_profile = k\n"
                     "region = us-east-1\n[profile k]\naws_access_key_id = AKIAEXAMPLE\n"
                     "aws_secret_access_key = secret\n");
  machine.network = [](const HttpRequest&) -> Reply { throw std::bad_alloc(); };
  const auto session = open_session({"r", {}}, machine.host());
  ASSERT_TRUE(session) << session.error().message;
  const auto credentials = session->credentials();
  ASSERT_FALSE(credentials);
  EXPECT_TRUE(is_out_of_memory(credentials.error()));
  const auto identity = session->identity();
  ASSERT_FALSE(identity);
  EXPECT_TRUE(is_out_of_memory(identity.error()));

  auto broken = machine.host();
  broken.debug = [](const std::string&) { throw std::bad_alloc(); };
  const auto opened = open_session({"r", {}}, broken);
  ASSERT_FALSE(opened);
  EXPECT_TRUE(is_out_of_memory(opened.error()));
}

}  // namespace
}  // namespace latchkey::test
