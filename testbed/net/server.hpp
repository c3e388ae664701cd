// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "net/connection_set.hpp"
#include "net/fd.hpp"
#include "net/tls_authority.hpp"
#include "testbed.hpp"

namespace testbed {

/// The three listeners.
class Server {
 public:
  /// Starts to listen; throws std::system_error. `proxy_login` is user:password.
  Server(Testbed& testbed, TlsAuthority& authority, std::uint16_t http_port,
         std::optional<std::string> proxy_login);

  std::uint16_t http_port() const { return local_port_of(http_); }
  std::uint16_t https_port() const { return local_port_of(https_); }
  std::uint16_t proxy_port() const { return local_port_of(proxy_); }

  /// Accepts connections until `stop_fd` is readable, or `stdin_fd` (if not -1) is at its end.
  void run(int stop_fd, int stdin_fd);

 private:
  static std::uint16_t local_port_of(const Fd& socket);
  void accept_from(const Fd& listener, std::function<void(int)> serve);

  Testbed& testbed_;
  TlsAuthority& authority_;
  const std::optional<std::string> proxy_login_;
  Fd http_;
  Fd https_;
  Fd proxy_;
  ConnectionSet connections_;
};

}  // namespace testbed
