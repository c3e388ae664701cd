// SPDX-License-Identifier: Apache-2.0
#include "commands/url.hpp"

#include <charconv>
#include <stdexcept>

namespace testbed {

std::uint16_t port_of_url(std::string url) {
  const std::string start = "http://127.0.0.1:";
  if (!url.empty() && url.back() == '/') url.pop_back();
  std::uint16_t port = 0;
  if (url.rfind(start, 0) == 0) {
    const char* end = url.data() + url.size();
    const auto parsed = std::from_chars(url.data() + start.size(), end, port);
    if (parsed.ec == std::errc() && parsed.ptr == end && port != 0) return port;
  }
  throw std::runtime_error("--url must be like http://127.0.0.1:8080");
}

}  // namespace testbed
