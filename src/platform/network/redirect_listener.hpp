// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "platform/network/http_listener.hpp"

namespace latchkey {

/// A web server on 127.0.0.1 for one page: the one that a browser is sent to at the end of a sign-in (RFC
/// 8252 section 7.3). Open from when it is made, so that its port can be told.
class RedirectListener {
 public:
  /// Errors: io - no port can be had.
  static Result<RedirectListener> open();

  std::uint16_t port() const { return port_; }

  /// Waits for a GET of `path` whose query `takes`; that query, undecoded. It is answered with `page`,
  /// everything else with an error, and neither a slow nor an idle connection holds up the others. nullopt:
  /// none came within `most`.
  std::optional<std::string> wait(const std::string& path,
                                  const std::function<bool(const std::string& query)>& takes,
                                  const std::string& page, std::chrono::milliseconds most);

 private:
  RedirectListener(HttpListener listener, std::uint16_t port) : listener_(std::move(listener)), port_(port) {}

  HttpListener listener_;
  std::uint16_t port_;
};

}  // namespace latchkey
