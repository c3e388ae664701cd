// SPDX-License-Identifier: Apache-2.0
#include "platform/crypto/random.hpp"

#include <algorithm>
#include <cerrno>
#include <stdexcept>

#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/system/posix/descriptor.hpp"
#include "platform/system/posix/errno.hpp"

namespace latchkey {
namespace {

constexpr const char* kDevice = "/dev/urandom";

/// For kernels and sandboxes without the system call. Weaker randomness would be worse than an error.
bool read_device(std::string& bytes) {
  const auto device = posix::open_again(kDevice, O_RDONLY | O_NOCTTY);
  struct stat status {};
  if (!device || fstat(device.get(), &status) != 0 || !S_ISCHR(status.st_mode)) return false;
  std::size_t used = 0;
  while (used < bytes.size()) {
    const ssize_t got = ::read(device.get(), bytes.data() + used, bytes.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    used += static_cast<std::size_t>(got);
  }
  return true;
}

}  // namespace

std::string random_bytes(std::size_t count) {
  constexpr std::size_t kMost = 256;  // of one getentropy() call
  std::string bytes(count, '\0');
  for (std::size_t at = 0; at < count; at += kMost) {
    if (getentropy(bytes.data() + at, std::min(kMost, count - at)) == 0) continue;
    const int why = errno;
    if (read_device(bytes)) return bytes;
    throw std::runtime_error("no random numbers: getrandom fails (" + posix::error_text(why) + ") and " +
                             kDevice + " cannot be read");
  }
  return bytes;
}

}  // namespace latchkey
