// SPDX-License-Identifier: Apache-2.0
#include "net/server.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include "net/connection.hpp"
#include "net/loopback.hpp"
#include "net/plain_stream.hpp"

namespace testbed {

Server::Server(Testbed& testbed, TlsAuthority& authority, std::uint16_t http_port,
               std::optional<std::string> proxy_login)
    : testbed_(testbed),
      authority_(authority),
      proxy_login_(std::move(proxy_login)),
      http_(listen_on_loopback(http_port)),
      https_(listen_on_loopback(0)),
      proxy_(listen_on_loopback(0)) {}

std::uint16_t Server::local_port_of(const Fd& socket) {
  return local_port(socket);
}

void Server::accept_from(const Fd& listener, std::function<void(int)> serve) {
  Fd socket(::accept(listener.get(), nullptr, nullptr));
  if (socket.get() < 0) {
    // Out of descriptors: the connection remains in the queue, and without a pause this loop would spin.
    if (errno == EMFILE || errno == ENFILE) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return;
  }
  const int on = 1;
  ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  connections_.start(std::move(socket), std::move(serve));
}

void Server::run(int stop_fd, int stdin_fd) {
  std::array<pollfd, 5> waited{{{http_.get(), POLLIN, 0},
                                {https_.get(), POLLIN, 0},
                                {proxy_.get(), POLLIN, 0},
                                {stop_fd, POLLIN, 0},
                                {stdin_fd, POLLIN, 0}}};
  for (;;) {
    if (::poll(waited.data(), waited.size(), -1) < 0) {
      if (errno == EINTR) continue;
      throw std::system_error(errno, std::generic_category(), "poll");
    }
    if (waited[0].revents != 0) {
      accept_from(http_, [this](int socket) {
        PlainStream stream(socket);
        serve_http(stream, {"http", std::nullopt}, testbed_);
      });
    }
    if (waited[1].revents != 0) {
      accept_from(https_, [this](int socket) {
        serve_https(socket, {"https", std::nullopt}, testbed_, authority_);
      });
    }
    if (waited[2].revents != 0) {
      accept_from(proxy_, [this](int socket) { serve_proxy(socket, proxy_login_, testbed_, authority_); });
    }
    if (waited[3].revents != 0) break;
    std::array<char, 256> ignored{};
    if (waited[4].revents != 0 && ::read(stdin_fd, ignored.data(), ignored.size()) <= 0) break;
  }
  testbed_.stop();
  connections_.stop();
}

}  // namespace testbed
