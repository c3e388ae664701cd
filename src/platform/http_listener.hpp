// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <latchkey/error.hpp>

namespace latchkey {

/// A request as far as a server of this machine looks at one. The texts last as long as the call.
struct LocalRequest {
  std::string_view method;         ///< "GET"
  std::string_view target;         ///< as it came: "/role/ops?x=y"
  std::string_view host;           ///< of the header; empty: none
  std::string_view authorization;  ///< of the header; empty: none
};

struct LocalReply {
  int status = 200;
  std::shared_ptr<const std::string> body;  ///< nullptr: none
  const char* content_type = "application/json";
  bool closes = false;  ///< the connection is not used again
  bool ends = false;    ///< serve() returns when this is sent
};

/// A web server on 127.0.0.1. It takes no bodies, answers on the thread that serves, and neither an idle nor
/// a slow connection holds up the others. Open from when it is made, so that its port can be told.
class HttpListener {
 public:
  /// Must return at once, and not throw.
  using Handler = std::function<LocalReply(const LocalRequest&)>;

  /// `port` 0: one that is free. Errors: io - it cannot be had.
  static Result<HttpListener> open(std::uint16_t port = 0);

  std::uint16_t port() const;
  /// What a client that was told the port sends as Host: "127.0.0.1:PORT". A page of somebody else's that
  /// calls itself another name for this address sends another.
  std::string authority() const;

  /// Answers until stop(), a reply that ends it, or until `most` has passed.
  void serve(const Handler& handler, std::optional<std::chrono::milliseconds> most = std::nullopt);
  /// From any thread. A serve() that has not begun returns at once.
  void stop();

  HttpListener(HttpListener&&) noexcept;
  HttpListener& operator=(HttpListener&&) noexcept;
  ~HttpListener();

 private:
  class Server;
  explicit HttpListener(std::unique_ptr<Server> server);
  std::unique_ptr<Server> server_;
};

}  // namespace latchkey
