// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <winsock2.h>

#include "platform/http_listener.hpp"

namespace latchkey {
namespace {

/// What a program does that will have the port whoever has it now.
bool can_take(std::uint16_t port) {
  const SOCKET taker = socket(AF_INET, SOCK_STREAM, 0);
  const BOOL on = TRUE;
  setsockopt(taker, SOL_SOCKET, SO_REUSEADDR, reinterpret_cast<const char*>(&on), sizeof(on));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool taken =
      bind(taker, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 && listen(taker, 8) == 0;
  closesocket(taker);
  return taken;
}

TEST(PortClaimOfWindows, NobodyTakesAPortThatIsListenedAt) {
  HttpListener listener;
  const auto port = listener.open_port();
  ASSERT_TRUE(port);
  EXPECT_FALSE(can_take(*port));
  listener = HttpListener();
  EXPECT_TRUE(can_take(*port)) << "the test must be able to fail";
}

}  // namespace
}  // namespace latchkey
