// SPDX-License-Identifier: Apache-2.0
// Not on Windows: port_claim_windows_test.cpp does the same with the sockets of Windows.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "platform/http_listener.hpp"

namespace latchkey {
namespace {

/// What a program does that will have the port whoever has it now.
bool can_take(std::uint16_t port) {
  const int taker = socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  setsockopt(taker, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool taken =
      bind(taker, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 && listen(taker, 8) == 0;
  close(taker);
  return taken;
}

TEST(PortClaimOfPosix, NobodyTakesAPortThatIsListenedAt) {
  HttpListener listener;
  const auto port = listener.open_port();
  ASSERT_TRUE(port);
  EXPECT_FALSE(can_take(*port));
  listener = HttpListener();
  EXPECT_TRUE(can_take(*port)) << "the test must be able to fail";
}

}  // namespace
}  // namespace latchkey
