// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "session/access.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey::test {
namespace {

/// The error for a result of a credential_process.
Error error_of(int status, std::string out, std::string err = {}) {
  ProcessOutput output{ProcessOutput::End::exited, status, std::move(out), std::move(err)};
  TestHost machine;
  machine.home.write(".aws/config", "[default]\ncredential_process = program\n");
  Host host = machine.host();
  host.run = [&](const auto&, const auto&, const auto&) { return output; };
  const auto session = open_session({}, host);
  if (!session) return session.error();
  const auto found = session->credentials();
  return found ? Error{} : found.error();
}

TEST(CustomProcess, TruncatesALongVersion) {
  const auto error = error_of(0, R"({"Version": ")" + std::string(100'000, 'x') + "\"}");
  EXPECT_EQ(error.message, "profile default: credential_process printed Version \"" + std::string(39, 'x') +
                               "..., and only 1 is known");
}

TEST(CustomProcess, ReportsTheTypeOfANestedVersion) {
  const std::string deep = std::string(40, '[') + std::string(40, ']');
  EXPECT_EQ(error_of(0, "{\"Version\": " + deep + '}').message,
            "profile default: credential_process printed a Version that is an array, and only 1 is known");
  EXPECT_EQ(error_of(0, R"({"Version": {"a": 1}})").message,
            "profile default: credential_process printed a Version that is an object, and only 1 is known");
}

TEST(CustomProcess, TruncatesOutputBetweenCharacters) {
  std::string words = "x";
  for (int i = 0; i < 300; ++i) words += "\u00e4";
  const auto message = error_of(1, {}, words).message;
  EXPECT_TRUE(message.ends_with("\u00e4...")) << message;
  EXPECT_LT(message.size(), 500U);
}

}  // namespace
}  // namespace latchkey::test
