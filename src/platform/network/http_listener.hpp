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

// The status codes of latchkey's servers.
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

/// The parts of a request that latchkey's servers read. The texts are valid during the call.
struct LocalRequest {
  std::string_view method;              ///< "GET"; empty: not a valid request
  std::string_view target = {};         ///< as received: "/role/ops?x=y"
  std::string_view host = {};           ///< of the header; empty: none
  std::string_view authorization = {};  ///< of the header; empty: none
  std::size_t listener = 0;             ///< the index of its listener, in the order of opening
  bool by_other_user = false;           ///< of another user, at a listener that checks its peers
  std::function<std::string_view(std::string_view name)> field = {};  ///< any field of the head; empty: none
  std::vector<std::string_view> names = {};                           ///< of all fields, as received
};

struct LocalReply {
  int status = 200;
  std::shared_ptr<const SecretText> body;  ///< nullptr: none
  const char* content_type = "application/json";
  bool closes = false;                                           ///< the connection is closed
  bool ends = false;                                             ///< serve() returns after this reply
  std::vector<std::pair<const char*, std::string>> fields = {};  ///< additional header fields
};

/// Which users may connect: all users of this machine, or only this user and root. Requests of other users
/// are marked as such.
enum class AllowedPeers { anybody, own };

/// A web server for this machine only: on 127.0.0.1 and Unix sockets. It rejects bodies and replies on the
/// thread of serve(). Idle and slow connections do not block others. Listeners open before serve(), so that
/// their ports are known.
class HttpListener {
 public:
  /// Must return at once, and not throw.
  using Handler = std::function<LocalReply(const LocalRequest&)>;

  HttpListener();

  /// Opens a listener on 127.0.0.1 and returns its port. `port` 0: any free port. Errors: io - the port is
  /// not available, or this system cannot identify peers.
  Result<std::uint16_t> open_port(std::uint16_t port = 0, AllowedPeers allowed_peers = AllowedPeers::anybody);
  /// Opens a listener for this user at a Unix socket (0600), and creates its folder if it is missing (0700).
  /// Replaces a socket of a killed process. The destructor removes the socket. Errors: io.
  Result<void> open_socket(const std::string& path);

  /// Replies to requests until stop(), a final reply, one of the signals, or until `most` has passed. Returns
  /// the signal, or 0.
  int serve(const Handler& handler, std::optional<std::chrono::milliseconds> most = std::nullopt);
  /// From now on SIGINT, SIGTERM and SIGHUP end serve(), except SIGINT and SIGHUP if they are ignored.
  void end_by_signals();
  /// Ends serve(), from any thread. A later serve() returns at once.
  void stop();

  HttpListener(HttpListener&&) noexcept;
  HttpListener& operator=(HttpListener&&) noexcept;
  ~HttpListener();

 private:
  class Server;
  Result<void> begin();
  std::unique_ptr<Server> server_;  // nullptr: no listener was opened yet
};

/// The Host header of a legitimate client: "127.0.0.1:PORT". A web page that reaches this address through
/// another name sends another one.
std::string loopback_authority(std::uint16_t port);

}  // namespace latchkey
