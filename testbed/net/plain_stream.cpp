// SPDX-License-Identifier: Apache-2.0
#include "net/plain_stream.hpp"

#include <array>
#include <cerrno>
#include <string_view>

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

namespace testbed {

std::size_t PlainStream::read(char* buffer, std::size_t size) {
  for (;;) {
    const auto got = ::recv(socket_, buffer, size, 0);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return 0;
  }
}

bool PlainStream::write(std::string_view data) {
  while (!data.empty()) {
    const auto sent = ::send(socket_, data.data(), data.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    data.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool PlainStream::wait_readable() {
  pollfd waited{socket_, POLLIN, 0};
  while (::poll(&waited, 1, -1) < 0) {
    if (errno != EINTR) return false;
  }
  char byte = 0;
  return ::recv(socket_, &byte, 1, MSG_PEEK) > 0;
}

bool PlainStream::next_is_control() {
  std::array<char, 32> start{};
  const auto got = ::recv(socket_, start.data(), start.size(), MSG_PEEK | MSG_DONTWAIT);
  if (got <= 0) return false;
  const std::string_view text(start.data(), static_cast<std::size_t>(got));
  return text.find(" /control") != std::string_view::npos;
}

void PlainStream::finish() {
  // Unread bytes would make the kernel reset the connection, and the peer could lose the last reply.
  ::shutdown(socket_, SHUT_WR);
  const timeval patience{0, 300000};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  std::array<char, 16384> rest{};
  for (int i = 0; i < 512 && ::recv(socket_, rest.data(), rest.size(), 0) > 0; ++i) {
  }
}

}  // namespace testbed
