// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

#include <sys/socket.h>
#include <unistd.h>

#include "platform/visitor.hpp"

namespace latchkey {
namespace {

// A line for each connection: "sl local_address rem_address st queues timers retries uid ...".
constexpr const char* kConnections = "/proc/net/tcp";

bool is_ours(uid_t user) {
  return user == geteuid() || user == 0;
}

/// As the kernel writes it there: the address in the machine's own byte order.
std::string shown(std::uint16_t port) {
  constexpr std::array<unsigned char, 4> kLoopback = {127, 0, 0, 1};
  std::uint32_t address = 0;
  std::memcpy(&address, kLoopback.data(), kLoopback.size());
  std::array<char, 16> text{};
  static_cast<void>(std::snprintf(text.data(), text.size(), "%08X:%04X", address, unsigned{port}));
  return text.data();
}

std::optional<uid_t> user_of(std::string_view line, const std::string& local, const std::string& remote) {
  constexpr std::size_t kUserField = 7;
  std::size_t field = 0;
  for (std::size_t at = line.find_first_not_of(' '); at < line.size(); ++field) {
    const auto end = std::min(line.find(' ', at), line.size());
    const auto word = line.substr(at, end - at);
    if ((field == 1 && word != local) || (field == 2 && word != remote)) return std::nullopt;
    uid_t user = 0;
    if (field == kUserField)
      return std::from_chars(word.data(), word.data() + word.size(), user).ec == std::errc()
                 ? std::optional(user)
                 : std::nullopt;
    at = std::min(line.find_first_not_of(' ', end), line.size());
  }
  return std::nullopt;
}

}  // namespace

bool can_tell_visitors() {
  return std::ifstream(kConnections).good();
}

bool is_own_visitor(std::uint16_t own_port, std::uint16_t their_port) {
  const auto local = shown(their_port);
  const auto remote = shown(own_port);
  std::ifstream connections(kConnections);
  for (std::string line; std::getline(connections, line);) {
    if (const auto user = user_of(line, local, remote)) return is_ours(*user);
  }
  return false;
}

bool is_own_socket_visitor(int descriptor) {
#ifdef SO_PEERCRED
  ucred visitor{};
  socklen_t size = sizeof visitor;
  return getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &visitor, &size) == 0 && is_ours(visitor.uid);
#else
  uid_t user = 0;
  gid_t group = 0;
  return getpeereid(descriptor, &user, &group) == 0 && is_ours(user);
#endif
}

}  // namespace latchkey
