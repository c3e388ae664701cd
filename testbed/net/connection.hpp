// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "net/stream.hpp"
#include "net/tls_authority.hpp"
#include "testbed.hpp"

namespace testbed {

/// Where a connection came in.
struct Origin {
  std::string via;                         ///< "http", "https" or "proxy"
  std::optional<std::string> tunnel_host;  ///< the host a CONNECT named
};

/// Answers requests until the peer leaves, or a fault ends the connection.
void serve_http(Stream& stream, const Origin& origin, Testbed& testbed);

/// Shakes hands, then serve_http.
void serve_https(int socket, const Origin& origin, Testbed& testbed, TlsAuthority& authority);

/// Waits for a CONNECT to an AWS host, then plays that host. `login` is user:password, if one is demanded.
void serve_proxy(int socket, const std::optional<std::string>& login, Testbed& testbed,
                 TlsAuthority& authority);

}  // namespace testbed
