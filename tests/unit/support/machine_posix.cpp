// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "unit/support/machine.hpp"

namespace latchkey::test {
namespace {

Socket new_socket(int family = AF_INET) {
  return socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int number_of(Socket socket) {
  return static_cast<int>(socket);
}

}  // namespace

const char* const kHomeVariable = "HOME";
const char kListSeparator = ':';

std::string make_temporary_folder() {
  std::string pattern = ::testing::TempDir() + "latchkey-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) ADD_FAILURE() << "no temporary folder";
  return pattern;
}

void set_variable(const char* name, const char* value) {
  setenv(name, value, 1);
}
void unset_variable(const char* name) {
  unsetenv(name);
}
void set_mode(const std::string& path, unsigned mode) {
  chmod(path.c_str(), mode);
}

std::optional<unsigned> mode_here(unsigned mode) {
  return mode;
}

std::string with_slashes(std::string text) {
  return text;
}

Socket listen_on_loopback(std::uint16_t& port) {
  const auto listener = new_socket();
  auto address = loopback(0);
  socklen_t size = sizeof(address);
  EXPECT_EQ(bind(number_of(listener), reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(listen(number_of(listener), 8), 0);
  getsockname(number_of(listener), reinterpret_cast<sockaddr*>(&address), &size);
  port = ntohs(address.sin_port);
  return listener;
}

Socket connect_to_loopback(std::uint16_t port) {
  const auto made = new_socket();
  const auto address = loopback(port);
  EXPECT_EQ(connect(number_of(made), reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  return made;
}

bool can_take_port(std::uint16_t port) {
  const auto taker = new_socket();
  const int on = 1;
  setsockopt(number_of(taker), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  const auto address = loopback(port);
  const bool taken =
      bind(number_of(taker), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 &&
      listen(number_of(taker), 8) == 0;
  close_socket(taker);
  return taken;
}

Socket connect_mapped(std::uint16_t port) {
  const auto made = new_socket(AF_INET6);
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_port = htons(port);
  EXPECT_EQ(inet_pton(AF_INET6, "::ffff:127.0.0.1", &address.sin6_addr), 1);
  EXPECT_EQ(connect(number_of(made), reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  return made;
}

Socket connect_to_socket(const std::string& path) {
  const auto made = new_socket(AF_UNIX);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  EXPECT_EQ(connect(number_of(made), reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0)
      << path;
  return made;
}

Socket accept_from(Socket listener) {
  return accept(number_of(listener), nullptr, nullptr);
}

bool is_readable(Socket socket, std::chrono::milliseconds most) {
  pollfd ready{number_of(socket), POLLIN, 0};
  return poll(&ready, 1, static_cast<int>(most.count())) > 0;
}

std::string receive_from(Socket socket) {
  char chunk[4096];
  const auto got = recv(number_of(socket), chunk, sizeof(chunk), 0);
  return got > 0 ? std::string(chunk, static_cast<std::size_t>(got)) : std::string();
}

bool send_to(Socket socket, std::string_view text) {
  while (!text.empty()) {
    const auto sent = send(number_of(socket), text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void close_socket(Socket socket) {
  if (socket >= 0) close(number_of(socket));
}

}  // namespace latchkey::test
