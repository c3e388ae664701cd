// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "platform/network/transport.hpp"
#include "unit/support/machine.hpp"

namespace latchkey::test {

/// Sends the next of its replies to each request on each connection. "" closes the connection instead; "..."
/// sends nothing until the client disconnects; a body that starts with "drip:" is sent a byte each 50 ms. A
/// reply with "Connection: close" closes the connection afterwards.
class HttpServer {
 public:
  explicit HttpServer(std::vector<std::string> replies)
      : replies_(std::move(replies)), listener_(listen_on_loopback(port_)) {
    thread_ = std::thread([this] { serve(); });
  }
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer() {
    stop_ = true;
    thread_.join();
    close_socket(listener_);
  }

  std::string url(const std::string& path = "/") const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }
  std::vector<std::string> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  int connections() const { return connections_; }

 private:
  bool readable(Socket socket) const {
    while (!stop_) {
      if (is_readable(socket, std::chrono::milliseconds(20))) return true;
    }
    return false;
  }

  /// A whole request with its body; empty if the client has disconnected.
  std::string receive(Socket socket) const {
    std::string text;
    while (readable(socket)) {
      const auto part = receive_from(socket);
      if (part.empty()) return {};
      text += part;
      const auto end = text.find("\r\n\r\n");
      if (end == std::string::npos) continue;
      const auto length = text.find("Content-Length: ");
      const auto body = length < end ? std::strtoul(text.c_str() + length + 16, nullptr, 10) : 0;
      if (text.size() >= end + 4 + body) return text;
    }
    return {};
  }

  bool send_reply(Socket socket, const std::string& reply) const {
    const std::string drip = "drip:";
    if (reply.rfind(drip, 0) != 0) return send_to(socket, reply);
    const auto body = reply.find("\r\n\r\n") + 4;
    if (!send_to(socket, reply.substr(drip.size(), body - drip.size()))) return false;
    for (auto at = body; at < reply.size() && !stop_; ++at) {
      if (!send_to(socket, std::string_view(reply).substr(at, 1))) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return true;
  }

  void serve() {
    std::size_t next = 0;
    while (readable(listener_)) {
      const auto socket = accept_from(listener_);
      ++connections_;
      for (bool open = true; open;) {
        const auto request = receive(socket);
        if (request.empty()) break;
        {
          const std::lock_guard lock(mutex_);
          requests_.push_back(request);
        }
        const std::string reply = next < replies_.size() ? replies_[next++] : "";
        if (reply == "...") {
          static_cast<void>(receive(socket));
          break;
        }
        open = send_reply(socket, reply) && !reply.empty() &&
               reply.find("Connection: close") == std::string::npos;
      }
      close_socket(socket);
    }
  }

  std::vector<std::string> replies_;
  std::vector<std::string> requests_;
  std::mutex mutex_;
  std::atomic<bool> stop_{false};
  std::atomic<int> connections_{0};
  std::uint16_t port_ = 0;
  Socket listener_;
  std::thread thread_;
};

inline const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

inline HttpRequest get(const std::string& url) {
  HttpRequest request;
  request.connect_timeout = request.read_timeout = std::chrono::seconds(20);
  request.method = "GET";
  request.url = url;
  return request;
}

}  // namespace latchkey::test
