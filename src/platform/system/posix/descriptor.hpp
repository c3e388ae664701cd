// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cerrno>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace latchkey::posix {

/// Owns one file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      static_cast<void>(close());
      number_ = std::exchange(other.number_, -1);
    }
    return *this;
  }
  ~Descriptor() { static_cast<void>(close()); }

  int get() const { return number_; }
  /// Passes ownership to the caller.
  int release() { return std::exchange(number_, -1); }
  explicit operator bool() const { return number_ >= 0; }

  /// 0 or an errno value. EINTR is not an error, because the descriptor is closed anyway.
  int close() {
    if (number_ < 0) return 0;
    const int status = ::close(std::exchange(number_, -1));
    return status == 0 || errno == EINTR ? 0 : errno;
  }

  /// Moves it above 2, so that it does not replace a closed standard stream.
  void lift() {
    if (number_ < 0 || number_ > 2) return;
    *this = Descriptor(fcntl(number_, F_DUPFD_CLOEXEC, 3));
  }

 private:
  int number_;
};

/// open(), retried after signals.
inline Descriptor open_again(const char* path, int flags, mode_t mode = 0) {
  for (;;) {
    Descriptor opened(::open(path, flags | O_CLOEXEC, mode));
    if (opened || errno != EINTR) return opened;
  }
}

/// Writes all of `data` to a blocking descriptor. 0 or an errno value.
inline int write_all(int number, std::string_view data) {
  while (!data.empty()) {
    const ssize_t written = ::write(number, data.data(), data.size());
    if (written < 0 && errno != EINTR) return errno;
    if (written > 0) data.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace latchkey::posix
