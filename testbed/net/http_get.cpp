// SPDX-License-Identifier: Apache-2.0
#include "net/http_get.hpp"

#include <array>
#include <charconv>
#include <stdexcept>

#include "net/loopback.hpp"
#include "net/plain_stream.hpp"

namespace testbed {

HttpGetResult http_get(std::uint16_t port, const std::string& target) {
  const Fd socket = connect_to_loopback(port);
  PlainStream stream(socket.get());
  stream.write("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
  std::string reply;
  std::array<char, 4096> chunk{};
  while (const std::size_t got = stream.read(chunk.data(), chunk.size())) {
    reply.append(chunk.data(), got);
    if (reply.size() > 1U << 20U) break;
  }
  HttpGetResult out;
  const auto end = reply.find("\r\n\r\n");
  if (end == std::string::npos || reply.rfind("HTTP/1.1 ", 0) != 0 ||
      std::from_chars(reply.data() + 9, reply.data() + 12, out.status).ec != std::errc()) {
    throw std::runtime_error("no HTTP reply from 127.0.0.1:" + std::to_string(port));
  }
  out.body = reply.substr(end + 4);
  return out;
}

}  // namespace testbed
