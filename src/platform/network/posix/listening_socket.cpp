// SPDX-License-Identifier: Apache-2.0
#include "platform/network/listening_socket.hpp"

#include <algorithm>
#include <cerrno>

#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/try.hpp"
#include "platform/files/files.hpp"
#include "platform/system/posix/descriptor.hpp"
#include "platform/system/posix/errno.hpp"

namespace latchkey {
namespace {

const sockaddr* as_address(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);  // NOLINT: as the system's calls want it
}

posix::Descriptor new_socket() {
  posix::Descriptor made(socket(AF_UNIX, SOCK_STREAM, 0));
  made.lift();
  if (made) hide_from_programs(made.get());
  return made;
}

/// Removes an existing socket without a listener.
Result<void> clear(const std::string& path, const sockaddr_un& address) {
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0) return {};
  if (!S_ISSOCK(status.st_mode))
    return fail(Cause::listen_failed, path + " is there, and no socket", "name another path");
  const auto probe = new_socket();
  if (probe) fcntl(probe.get(), F_SETFL, O_NONBLOCK);
  const bool answers = probe && connect(probe.get(), as_address(address), sizeof address) == 0;
  const int why = errno;
  if (answers || why == EAGAIN)  // the latter: its queue is full
    return fail(Cause::listen_failed, "another program listens at " + path, "end it, or name another path");
  if (why != ECONNREFUSED)
    return fail(Cause::listen_failed, "cannot use " + path + ": " + posix::error_text(why),
                "name another path");
  TRY(const bool removed, files::remove(path));
  static_cast<void>(removed);
  return {};
}

}  // namespace

void hide_from_programs(NativeSocket descriptor) {
  fcntl(static_cast<int>(descriptor), F_SETFD, FD_CLOEXEC);
}

Result<UnixSocket> listen_at(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    return fail(Cause::socket_path_invalid,
                "the path of a socket has " + std::to_string(sizeof address.sun_path - 1) +
                    " bytes at most, and " + path + " has more",
                "name a shorter one");
  }
  path.copy(static_cast<char*>(address.sun_path), path.size());
  CHECK(files::make_folder(files::folder_of(path)));
  CHECK(clear(path, address));
  auto listener = new_socket();
  // Linux uses this mode, so that other users cannot connect at any moment.
  if (listener) static_cast<void>(fchmod(listener.get(), 0600));
  if (!listener || bind(listener.get(), as_address(address), sizeof address) != 0 ||
      chmod(path.c_str(), 0600) != 0 || listen(listener.get(), SOMAXCONN) != 0) {
    const int why = errno;
    return fail(Cause::listen_failed, "cannot listen at " + path + ": " + posix::error_text(why),
                "name another path");
  }
  return UnixSocket{listener.release(), AF_UNIX};
}

// Here SO_REUSEADDR is about connections that have ended a moment ago, not about one who listens.
int claim_port(NativeSocket listener, std::uint16_t port) {
  if (port == 0) return 0;  // Linux would give two the same free port
  const int on = 1;
  return setsockopt(static_cast<int>(listener), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 ? 0 : errno;
}

int most_open_files() {
  constexpr rlim_t kMost = 1 << 20;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 256;
  return static_cast<int>(std::min(limit.rlim_cur, kMost));  // it may be "no limit"
}

}  // namespace latchkey
