// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/secret/secret_text.hpp"
#include <latchkey/error.hpp>

// What the servers of this machine answer with.
namespace latchkey::http_status {

inline constexpr int kBadRequest = 400;
inline constexpr int kUnauthorized = 401;
inline constexpr int kForbidden = 403;
inline constexpr int kNotFound = 404;
inline constexpr int kMethodNotAllowed = 405;
inline constexpr int kHeadTooLarge = 431;
inline constexpr int kUnavailable = 503;

}  // namespace latchkey::http_status

namespace latchkey {

/// A request as far as a server of this machine looks at one. The texts last as long as the call.
struct LocalRequest {
  std::string_view method;              ///< "GET"; empty: what came is no request
  std::string_view target = {};         ///< as it came: "/role/ops?x=y"
  std::string_view host = {};           ///< of the header; empty: none
  std::string_view authorization = {};  ///< of the header; empty: none
  std::size_t listener = 0;             ///< where it came in: 0 is the one that was opened first
  bool by_other_user = false;           ///< another user's, at a listener that looks at who comes
  std::function<std::string_view(std::string_view name)> field = {};  ///< any field of the head; empty: none
  std::vector<std::string_view> names = {};                           ///< of all fields, as they came
};

struct LocalReply {
  int status = 200;
  std::shared_ptr<const SecretText> body;  ///< nullptr: none
  const char* content_type = "application/json";
  bool closes = false;                                           ///< the connection is not used again
  bool ends = false;                                             ///< serve() returns when this is sent
  std::vector<std::pair<const char*, std::string>> fields = {};  ///< more of the head
};

/// Who is let in: anybody on this machine, or only the processes of this user and of root. Of the others'
/// requests it is said that they are by another user.
enum class AllowedPeers { anybody, own };

/// A web server for this machine alone: on 127.0.0.1, and at Unix sockets. It takes no bodies, answers on the
/// thread that serves, and neither an idle nor a slow connection holds up the others. A listener is open from
/// when it is made, so that its port can be told.
class HttpListener {
 public:
  /// Must return at once, and not throw.
  using Handler = std::function<LocalReply(const LocalRequest&)>;

  HttpListener();

  /// Opens a listener on 127.0.0.1 and returns its port. `port` 0: one that is free. Errors: io - it cannot
  /// be had, or it cannot be told here who comes.
  Result<std::uint16_t> open_port(std::uint16_t port = 0, AllowedPeers allowed_peers = AllowedPeers::anybody);
  /// Opens a listener for this user at a Unix socket (0600), whose folder is made if it is missing (0700).
  /// One that a killed process left is replaced; it is removed in the end. Errors: io.
  Result<void> open_socket(const std::string& path);

  /// Answers until stop(), a reply that ends it, a signal of those named, or until `most` has passed. Returns
  /// the signal, or 0.
  int serve(const Handler& handler, std::optional<std::chrono::milliseconds> most = std::nullopt);
  /// The signals SIGINT, SIGTERM and SIGHUP end serve(), from now on; SIGINT and SIGHUP not where they are
  /// ignored.
  void end_by_signals();
  /// From any thread. A serve() that has not begun returns at once.
  void stop();

  HttpListener(HttpListener&&) noexcept;
  HttpListener& operator=(HttpListener&&) noexcept;
  ~HttpListener();

 private:
  class Server;
  Result<void> begin();
  std::unique_ptr<Server> server_;  // nullptr: no listener was opened yet
};

/// What a client that was told the port sends as Host: "127.0.0.1:PORT". A page of somebody else's that calls
/// itself another name for this address sends another.
std::string loopback_authority(std::uint16_t port);

}  // namespace latchkey
