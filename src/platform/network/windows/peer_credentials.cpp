// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstring>
#include <vector>

#include <winsock2.h>
// Must follow winsock2.h.
#include <iphlpapi.h>
#include <windows.h>

#include "platform/network/peer_credentials.hpp"
#include "platform/network/windows/peer_credentials.hpp"
#include "platform/system/windows/handle.hpp"
#include "platform/system/windows/system_library.hpp"
#include "platform/system/windows/user.hpp"

namespace latchkey {
namespace {

using Read = DWORD(WINAPI*)(void*, DWORD*, BOOL, ULONG, TCP_TABLE_CLASS, ULONG);

/// A table of the system's connections; empty: not available.
std::vector<std::max_align_t> table_of(ULONG family) {
  constexpr int kMostTries = 10;  // it grows between two calls
  static const auto read = windows::system_function<Read>(L"iphlpapi.dll", "GetExtendedTcpTable");
  std::vector<std::max_align_t> room;
  if (read == nullptr) return room;
  for (int i = 0; i < kMostTries; ++i) {
    auto size = static_cast<DWORD>(room.size() * sizeof(std::max_align_t));
    const DWORD why = read(room.data(), &size, FALSE, family, TCP_TABLE_OWNER_PID_CONNECTIONS, 0);
    if (why == NO_ERROR && !room.empty()) return room;
    if (why != ERROR_INSUFFICIENT_BUFFER && why != NO_ERROR) break;
    room.resize(size / sizeof(std::max_align_t) + 2);
  }
  return {};
}

bool is_loopback(DWORD address) {
  return address == htonl(INADDR_LOOPBACK);
}

/// Whether it is 127.0.0.1 or the address of a dual-stack socket, as in Java: ::ffff:127.0.0.1.
bool is_loopback(const UCHAR* address) {
  constexpr unsigned char kMapped[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127, 0, 0, 1};
  return std::memcmp(address, kMapped, sizeof kMapped) == 0;
}

bool is_from(const MIB_TCPROW_OWNER_PID& row) {
  return is_loopback(row.dwLocalAddr) && is_loopback(row.dwRemoteAddr);
}
bool is_from(const MIB_TCP6ROW_OWNER_PID& row) {
  return is_loopback(row.ucLocalAddr) && is_loopback(row.ucRemoteAddr);
}

template <typename Table>
std::optional<DWORD> process_in(ULONG family, std::uint16_t from, std::uint16_t to) {
  const auto room = table_of(family);
  if (room.empty()) return std::nullopt;
  const auto* const table = reinterpret_cast<const Table*>(room.data());
  for (DWORD i = 0; i < table->dwNumEntries; ++i) {
    const auto& row = table->table[i];
    if (row.dwLocalPort == htons(from) && row.dwRemotePort == htons(to) && is_from(row))
      return row.dwOwningPid;
  }
  return std::nullopt;
}

}  // namespace

std::optional<DWORD> windows::process_connected(std::uint16_t own_port, std::uint16_t their_port) {
  const auto found = process_in<MIB_TCPTABLE_OWNER_PID>(AF_INET, their_port, own_port);
  return found ? found : process_in<MIB_TCP6TABLE_OWNER_PID>(AF_INET6, their_port, own_port);
}

bool can_identify_peers() {
  return !table_of(AF_INET).empty();
}

// A process that may not be queried, such as another user's or the system's, counts as another user's.
bool is_own_peer(std::uint16_t own_port, std::uint16_t their_port) {
  const auto id = windows::process_connected(own_port, their_port).value_or(0);
  if (id == 0) return false;
  const windows::Handle process(OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, id));
  return process && windows::runs_as_own_user(process.get());
}

bool is_own_socket_peer(NativeSocket /*descriptor*/) {
  return false;  // listen_at() does not open any
}

}  // namespace latchkey
