// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace latchkey::test {

/// A connection to a port, or to a Unix socket, of this machine.
class LoopbackClient {
 public:
  explicit LoopbackClient(std::uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  }
  explicit LoopbackClient(const std::string& path) : socket_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof(address.sun_path) - 1);
    EXPECT_EQ(connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0) << path;
  }
  /// From a socket for both kinds of addresses, as Java has them.
  static LoopbackClient mapped(std::uint16_t port) {
    LoopbackClient made{Opened{socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0)}};
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(port);
    EXPECT_EQ(inet_pton(AF_INET6, "::ffff:127.0.0.1", &address.sin6_addr), 1);
    EXPECT_EQ(connect(made.socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
    return made;
  }
  LoopbackClient(LoopbackClient&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}
  LoopbackClient& operator=(LoopbackClient&&) = delete;
  ~LoopbackClient() {
    if (socket_ >= 0) close(socket_);
  }

  /// Whether all of it could be sent; the other side may have hung up.
  bool send(const std::string& text) const {
    for (std::size_t done = 0; done < text.size();) {
      const auto sent = ::send(socket_, text.data() + done, text.size() - done, MSG_NOSIGNAL);
      if (sent <= 0) return false;
      done += static_cast<std::size_t>(sent);
    }
    return true;
  }

  /// All that comes until the other side closes; "..." after it if that takes longer than `most`.
  std::string receive(std::chrono::milliseconds most = std::chrono::seconds(20)) const {
    std::string text;
    const auto end = std::chrono::steady_clock::now() + most;
    for (;;) {
      pollfd ready{socket_, POLLIN, 0};
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
      if (left.count() <= 0 || poll(&ready, 1, static_cast<int>(left.count())) <= 0) return text + "...";
      char chunk[4096];
      const auto got = recv(socket_, chunk, sizeof(chunk), 0);
      if (got <= 0) return text;
      text.append(chunk, static_cast<std::size_t>(got));
    }
  }

 private:
  struct Opened {
    int socket;
  };
  explicit LoopbackClient(Opened opened) : socket_(opened.socket) {}

  int socket_;
};

}  // namespace latchkey::test
