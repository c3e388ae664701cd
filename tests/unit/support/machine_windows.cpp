// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>

#include <gtest/gtest.h>
#include <winsock2.h>

#include "unit/support/machine.hpp"
// Must follow winsock2.h.
#include <windows.h>

#include "platform/crypto/random.hpp"

namespace latchkey::test {
namespace {

Socket new_socket() {
  static const bool started = [] {
    WSADATA about{};
    return WSAStartup(MAKEWORD(2, 2), &about) == 0;
  }();
  EXPECT_TRUE(started);
  const auto made = static_cast<Socket>(socket(AF_INET, SOCK_STREAM, 0));
  SetHandleInformation(reinterpret_cast<HANDLE>(made), HANDLE_FLAG_INHERIT, 0);
  return made;
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

SOCKET number_of(Socket socket) {
  return static_cast<SOCKET>(socket);
}

}  // namespace

const char* const kHomeVariable = "USERPROFILE";
const char kListSeparator = ';';

std::string make_temporary_folder() {
  char parent[MAX_PATH + 1] = {};
  GetTempPathA(sizeof(parent), parent);
  auto path = parent + ("latchkey-" + random_uuid());
  if (CreateDirectoryA(path.c_str(), nullptr) == 0) ADD_FAILURE() << "no temporary folder " << path;
  return path;
}

void set_variable(const char* name, const char* value) {
  SetEnvironmentVariableA(name, value);
}
void unset_variable(const char* name) {
  SetEnvironmentVariableA(name, nullptr);
}
void set_mode(const std::string& /*path*/, unsigned /*mode*/) {}

std::optional<unsigned> mode_here(unsigned /*mode*/) {
  return std::nullopt;
}

std::string with_slashes(std::string text) {
  std::replace(text.begin(), text.end(), '\\', '/');
  return text;
}

Socket listen_on_loopback(std::uint16_t& port) {
  const auto listener = new_socket();
  auto address = loopback(0);
  int size = sizeof(address);
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
  const BOOL on = TRUE;
  setsockopt(number_of(taker), SOL_SOCKET, SO_REUSEADDR, reinterpret_cast<const char*>(&on), sizeof(on));
  const auto address = loopback(port);
  const bool taken =
      bind(number_of(taker), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 &&
      listen(number_of(taker), 8) == 0;
  close_socket(taker);
  return taken;
}

Socket connect_mapped(std::uint16_t /*port*/) {
  ADD_FAILURE() << "nothing here listens to it";
  return -1;
}

Socket connect_to_socket(const std::string& path) {
  ADD_FAILURE() << "no such sockets here: " << path;
  return -1;
}

Socket accept_from(Socket listener) {
  return static_cast<Socket>(accept(number_of(listener), nullptr, nullptr));
}

bool is_readable(Socket socket, std::chrono::milliseconds most) {
  WSAPOLLFD ready{number_of(socket), POLLRDNORM, 0};
  return WSAPoll(&ready, 1, static_cast<int>(most.count())) > 0;
}

std::string receive_from(Socket socket) {
  char chunk[4096];
  const auto got = recv(number_of(socket), chunk, sizeof(chunk), 0);
  return got > 0 ? std::string(chunk, static_cast<std::size_t>(got)) : std::string();
}

bool send_to(Socket socket, std::string_view text) {
  while (!text.empty()) {
    const auto sent = send(number_of(socket), text.data(), static_cast<int>(text.size()), 0);
    if (sent <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void close_socket(Socket socket) {
  if (socket >= 0) closesocket(number_of(socket));
}

}  // namespace latchkey::test
