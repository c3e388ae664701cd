// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "net/stream.hpp"
#include "net/tls_authority.hpp"
#include "testbed.hpp"

namespace testbed {

/// The origin of a connection.
struct Origin {
  std::string via;                         ///< "http", "https" or "proxy"
  std::optional<std::string> tunnel_host;  ///< the host of the CONNECT
};

/// Serves requests until the peer disconnects, or a fault ends the connection.
void serve_http(Stream& stream, const Origin& origin, Testbed& testbed);

/// Makes the TLS handshake, then calls serve_http().
void serve_https(int socket, const Origin& origin, Testbed& testbed, TlsAuthority& authority);

/// Waits for a CONNECT to an AWS host, then acts as that host. `login` is user:password, if required.
void serve_proxy(int socket, const std::optional<std::string>& login, Testbed& testbed,
                 TlsAuthority& authority);

}  // namespace testbed
