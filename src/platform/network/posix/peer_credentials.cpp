// SPDX-License-Identifier: Apache-2.0
#include "platform/network/peer_credentials.hpp"

#include <array>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <optional>
#include <string>

#include <sys/socket.h>
#include <unistd.h>

#include "platform/process/posix/process_tree.hpp"

namespace latchkey {
namespace {

/// A table with a line for each connection; see posix::connection_user().
struct Table {
  const char* path;
  bool is_mapped;  ///< for clients with dual-stack sockets, such as Java: ::ffff:127.0.0.1
};
constexpr Table kConnections{"/proc/net/tcp", false};
constexpr Table kMappedConnections{"/proc/net/tcp6", true};

bool is_ours(uid_t user) {
  return user == geteuid() || user == 0;
}

/// An address in the kernel's notation, in the machine's byte order.
std::string in_hex(const std::array<unsigned char, 4>& bytes) {
  std::uint32_t number = 0;
  std::memcpy(&number, bytes.data(), bytes.size());
  std::array<char, 16> text{};
  static_cast<void>(std::snprintf(text.data(), text.size(), "%08X", number));
  return text.data();
}

std::string shown(const Table& table, std::uint16_t port) {
  std::array<char, 16> behind{};
  static_cast<void>(std::snprintf(behind.data(), behind.size(), ":%04X", unsigned{port}));
  const auto before = in_hex({0, 0, 0, 0}) + in_hex({0, 0, 0, 0}) + in_hex({0, 0, 0xFF, 0xFF});
  return (table.is_mapped ? before : "") + in_hex({127, 0, 0, 1}) + behind.data();
}

std::optional<uid_t> user_in(const Table& table, std::uint16_t from, std::uint16_t to) {
  const auto local = shown(table, from);
  const auto remote = shown(table, to);
  std::ifstream connections(table.path);
  for (std::string line; std::getline(connections, line);) {
    if (const auto user = posix::connection_user(line, local, remote)) return user;
  }
  return std::nullopt;
}

}  // namespace

bool can_identify_peers() {
  return std::ifstream(kConnections.path).good();
}

bool is_own_peer(std::uint16_t own_port, std::uint16_t their_port) {
  for (const auto& table : {kConnections, kMappedConnections}) {
    if (const auto user = user_in(table, their_port, own_port)) return is_ours(*user);
  }
  return false;
}

bool is_own_socket_peer(NativeSocket socket) {
  const auto descriptor = static_cast<int>(socket);
#ifdef SO_PEERCRED
  ucred peer{};
  socklen_t size = sizeof peer;
  return getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && is_ours(peer.uid);
#else
  uid_t user = 0;
  gid_t group = 0;
  return getpeereid(descriptor, &user, &group) == 0 && is_ours(user);
#endif
}

}  // namespace latchkey
