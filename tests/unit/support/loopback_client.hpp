// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "unit/support/machine.hpp"

namespace latchkey::test {

/// A connection to a port, or to a Unix socket, of this machine.
class LoopbackClient {
 public:
  explicit LoopbackClient(std::uint16_t port) : socket_(connect_to_loopback(port)) {}
  explicit LoopbackClient(const std::string& path) : socket_(connect_to_socket(path)) {}
  /// From a dual-stack socket, as in Java.
  static LoopbackClient mapped(std::uint16_t port) { return LoopbackClient(Opened{connect_mapped(port)}); }
  LoopbackClient(LoopbackClient&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}
  LoopbackClient& operator=(LoopbackClient&&) = delete;
  ~LoopbackClient() { close_socket(socket_); }

  /// Returns whether all of it was sent; the peer may have disconnected.
  bool send(const std::string& text) const { return send_to(socket_, text); }

  /// All data until the peer closes the connection; followed by "..." if that takes longer than `most`.
  std::string receive(std::chrono::milliseconds most = std::chrono::seconds(20)) const {
    std::string text;
    const auto end = std::chrono::steady_clock::now() + most;
    for (;;) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
      if (left.count() <= 0 || !is_readable(socket_, left)) return text + "...";
      const auto part = receive_from(socket_);
      if (part.empty()) return text;
      text += part;
    }
  }

 private:
  struct Opened {
    Socket socket;
  };
  explicit LoopbackClient(Opened opened) : socket_(opened.socket) {}

  Socket socket_;
};

}  // namespace latchkey::test
