// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "platform/network/http_listener.hpp"

namespace latchkey {

/// A web server on 127.0.0.1 for one page: the redirect target at the end of a sign-in (RFC 8252 section
/// 7.3). open() binds it, so that its port is known.
class RedirectListener {
 public:
  /// Errors: io - no port is available.
  static Result<RedirectListener> open();

  std::uint16_t port() const { return port_; }

  /// Waits for a GET of `path` whose query `takes` accepts, and returns that query, undecoded. The reply is
  /// `page`; all other requests receive an error. Slow and idle connections do not block others. nullopt: no
  /// such request arrived within `most`.
  std::optional<std::string> wait(const std::string& path,
                                  const std::function<bool(const std::string& query)>& takes,
                                  const std::string& page, std::chrono::milliseconds most);

 private:
  RedirectListener(HttpListener listener, std::uint16_t port) : listener_(std::move(listener)), port_(port) {}

  HttpListener listener_;
  std::uint16_t port_;
};

}  // namespace latchkey
