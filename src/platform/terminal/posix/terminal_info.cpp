// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>
#include <string_view>

#include <dirent.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/system/posix/descriptor.hpp"
#include "platform/terminal/terminal.hpp"

namespace latchkey::terminal {

namespace {

#ifdef __APPLE__
constexpr const char* kFolder = "/dev";
constexpr std::string_view kStart = "ttys";
#else
constexpr const char* kFolder = "/dev/pts";
constexpr std::string_view kStart;
#endif

/// Calls `visit` with the path and the status of each terminal of this user, until it returns true. Returns
/// whether it did.
template <typename Visit>
bool find_own_terminal(const Visit& visit) {
  const std::unique_ptr<DIR, int (*)(DIR*)> opened(opendir(kFolder), closedir);
  if (!opened) return false;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): safe on a DIR that only we read
  while (const dirent* entry = readdir(opened.get())) {
    const std::string_view name = entry->d_name;
    struct stat status {};
    const bool is_own = name.starts_with(kStart) && name.size() > kStart.size() &&
                        name[kStart.size()] >= '0' && name[kStart.size()] <= '9' &&
                        fstatat(dirfd(opened.get()), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
                        S_ISCHR(status.st_mode) && status.st_uid == geteuid();
    if (is_own && visit(std::string(kFolder) + '/' + entry->d_name, status)) return true;
  }
  return false;
}

}  // namespace

bool any_is_open() {
  return find_own_terminal([](const std::string&, const struct stat&) { return true; });
}

void notify_open_terminals(const std::string& line) {
  const auto text = "\r\n" + line + "\r\n";  // the terminal may be in raw mode
  find_own_terminal([&](const std::string& path, const struct stat& status) {
    if ((status.st_mode & S_IWGRP) == 0) return false;
    const auto opened = posix::open_again(path.c_str(), O_WRONLY | O_NOCTTY | O_NONBLOCK);
    if (opened && isatty(opened.get()) == 1)
      static_cast<void>(::write(opened.get(), text.data(), text.size()) == 0);
    return false;
  });
}

bool is_terminal(const std::string& path) {
  const auto opened = posix::open_again(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK);
  return opened && isatty(opened.get()) == 1;
}

}  // namespace latchkey::terminal

namespace latchkey {

std::optional<ScreenSize> screen_size() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
    return std::nullopt;
  return ScreenSize{size.ws_row, size.ws_col};
}

}  // namespace latchkey
