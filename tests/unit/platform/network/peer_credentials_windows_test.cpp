// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <winsock2.h>

#include "platform/network/http_listener.hpp"
#include "platform/network/peer_credentials.hpp"
#include "platform/network/windows/peer_credentials.hpp"
#include "platform/system/windows/user.hpp"
#include "unit/support/machine.hpp"

namespace latchkey::test {
namespace {

std::uint16_t own_port_of(Socket socket) {
  sockaddr_in address{};
  int size = sizeof(address);
  getsockname(static_cast<SOCKET>(socket), reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

TEST(PeerCredentialsOfWindows, AreFoundByConnection) {
  ASSERT_TRUE(can_identify_peers());
  std::uint16_t port = 0;
  const auto listener = listen_on_loopback(port);
  const auto client = connect_to_loopback(port);
  const auto theirs = own_port_of(client);
  const auto found = windows::process_connected(port, theirs);
  ASSERT_TRUE(found);
  if (*found == 0) {
    EXPECT_FALSE(is_own_peer(port, theirs)) << "wine does not say who it is, so it is another user's";
  } else {
    EXPECT_EQ(*found, GetCurrentProcessId());
    EXPECT_TRUE(is_own_peer(port, theirs));
  }
  EXPECT_FALSE(windows::process_connected(port, 1));
  EXPECT_FALSE(is_own_peer(port, 1));
  close_socket(client);
  close_socket(listener);
}

TEST(PeerCredentialsOfWindows, IdentifyAProcessOfThisUser) {
  EXPECT_TRUE(windows::runs_as_own_user(GetCurrentProcess()));
  EXPECT_FALSE(windows::runs_as_own_user(nullptr)) << "one that may not be asked";
}

TEST(PeerCredentialsOfWindows, AllowAPrivateListener) {
  HttpListener listener;
  EXPECT_TRUE(listener.open_port(0, AllowedPeers::own));
}

}  // namespace
}  // namespace latchkey::test
