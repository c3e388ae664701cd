// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/secret/secret_text.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// In wire order. A value may be a token or a signature.
using Headers = std::vector<std::pair<std::string, SecretText>>;

struct HttpRequest {
  std::string method = "POST";
  std::string url;  ///< http or https, with host and path
  Headers headers;  ///< the transport adds Host and Content-Length
  SecretText body;
  std::optional<std::string> proxy;      ///< http://[user:password@]host:port; nullopt: no proxy
  std::optional<std::string> ca_bundle;  ///< PEM file or hashed folder; nullopt: the system's
  std::chrono::milliseconds connect_timeout{60'000};
  std::chrono::seconds read_timeout{60};  ///< the longest silence of the peer
  /// Limit for the whole exchange, from the name lookup to the last byte; see exchange_limit().
  std::optional<std::chrono::milliseconds> total_timeout;
  bool is_probe = false;  ///< the service may be missing, so do not report the wait
};

struct HttpResponse {
  int status = 0;
  Headers headers;  ///< names in lower case, in wire order
  SecretText body;
};

/// Why there is no response. `invalid`: the request cannot be sent, because a header contains a line break or
/// NUL.
struct TransportFailure {
  enum class Reason { resolve, connect, proxy, tls, timeout, broken, too_large, unavailable, invalid };
  Reason reason = Reason::broken;
  std::string detail;  ///< the library's text, for the message
  bool sent = false;   ///< the request may have arrived, so a code in it counts as used
};

/// The time limit of one exchange: `total_timeout`, or connect_timeout + 2 * read_timeout. A server that
/// sends a byte now and then never exceeds read_timeout. A timeout of 0 sets no limit and counts as 60
/// seconds here.
inline std::chrono::milliseconds exchange_limit(const HttpRequest& request) {
  constexpr std::chrono::milliseconds kUsual{60'000};
  const auto part = [&](std::chrono::milliseconds time) { return time.count() > 0 ? time : kUsual; };
  return request.total_timeout.value_or(part(request.connect_timeout) + 2 * part(request.read_timeout));
}

/// One HTTP exchange. No redirects, no cookies, no proxy from the environment, no retry; HTTP/1.1.
/// Several threads may call send() at once; no call waits for another.
class Transport {
 public:
  virtual ~Transport() = default;
  virtual tl::expected<HttpResponse, TransportFailure> send(const HttpRequest& request) = 0;
  /// From any thread: ends running exchanges within a second, and later ones at once. They fail as
  /// `unavailable`, which is not retried.
  virtual void cancel() {}
};

/// Called with the host of a request and the exchange_limit() of it.
using OnWait = std::function<void(const std::string& host, std::chrono::milliseconds limit)>;

/// The machine's transport; its library is loaded at the first request. It calls `on_wait` once per request
/// that takes longer than a second, from the sending thread.
std::unique_ptr<Transport> make_transport(OnWait on_wait);

/// The library behind it and its version, "libcurl 7.88.1, OpenSSL/3.0.15", or that it is missing. Loads it.
std::string http_library();

}  // namespace latchkey
