// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "platform/network/listening_socket.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey::test {
namespace {

TEST(UnixSocketOfWindows, IsRejectedAndLeavesNoFile) {
  const TemporaryFolder folder;
  const auto socket = listen_at(folder.path() + "/a.sock");
  ASSERT_FALSE(socket);
  EXPECT_EQ(socket.error().kind, ErrorKind::usage);
  EXPECT_NE(socket.error().message.find("not on Windows"), std::string::npos) << socket.error().message;
  EXPECT_FALSE(folder.has("a.sock"));
}

}  // namespace
}  // namespace latchkey::test
