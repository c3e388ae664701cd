// SPDX-License-Identifier: Apache-2.0
// Not on Windows: such a file can be decrypted there, see session_store_windows_test.cpp.
#include <gtest/gtest.h>

#include "mfa/session_store.hpp"
#include "platform/files/files.hpp"
#include "platform/files/state_directory.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey {
namespace {

TEST(SessionStoreOfPosix, IgnoresAFileEncryptedByWindows) {
  constexpr const char* kDevice = "arn:aws:iam::111111111111:mfa/ada";
  test::TestHost test;
  const auto host = test.host();
  const SessionStore store(host);
  MfaSession session{{"aws", "AKIABASE", kDevice}, "ops", test.clock, {}};
  session.credentials.expiration = test.clock + std::chrono::hours(1);
  ASSERT_TRUE(store.store(session));
  EXPECT_TRUE(store.find({"aws", "AKIABASE", kDevice}));
  const auto names = files::names_in(store.folder());
  ASSERT_EQ(names.size(), 1U);
  ASSERT_TRUE(files::write_private(files::join(store.folder(), names.front()),
                                   with_checksum("mfa-session-dpapi", std::string("\x01\0\xFF", 3))));
  EXPECT_FALSE(store.find({"aws", "AKIABASE", kDevice}));
  EXPECT_NE(test.debug_lines.back().find("it is broken"), std::string::npos);
}

}  // namespace
}  // namespace latchkey
