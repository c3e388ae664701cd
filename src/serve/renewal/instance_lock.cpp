// SPDX-License-Identifier: Apache-2.0
#include "serve/renewal/instance_lock.hpp"

#include "aws/config/paths.hpp"
#include "base/try.hpp"
#include "platform/files/files.hpp"

namespace latchkey {

std::string instance_lock_path(const Host& host, const std::string& name) {
  return files::join(files::join(paths::state_folder(host.env), "locks"), name + ".lock");
}

Result<std::optional<FileLock>> take_instance_lock(const Host& host, const std::string& name) {
  // Whoever looks whether it is held holds it for a moment.
  constexpr int kTries = 20;
  for (int tries = 0; tries < kTries; ++tries) {
    if (tries > 0) host.sleep(std::chrono::milliseconds{10});
    TRY(auto lock, FileLock::try_take(instance_lock_path(host, name)));
    if (lock) return lock;
  }
  return std::nullopt;
}

}  // namespace latchkey
