// SPDX-License-Identifier: Apache-2.0
#include "serve/renewal/instance_lock.hpp"

#include "aws/config/paths.hpp"
#include "aws/config/shown_error.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "platform/crypto/hash.hpp"
#include "platform/files/files.hpp"
#include "platform/files/state_directory.hpp"

namespace latchkey {

Result<std::optional<FileLock>> take_instance_lock(const Host& host, const std::string& name) {
  // A process that checks the lock holds it for a moment.
  constexpr int kTries = 20;
  for (int tries = 0; tries < kTries; ++tries) {
    if (tries > 0) host.sleep(std::chrono::milliseconds{10});
    TRY(auto lock, FileLock::try_take(StateDirectory(host.env).lock(name)));
    if (lock) return lock;
  }
  return std::nullopt;
}

Configuration configuration_of(const Setup& setup) {
  constexpr std::size_t kDigits = 16;
  Configuration made{files::absolute(setup.config.config_path()), {}};
  std::string text = made.path + '\n' + files::absolute(setup.config.credentials_path()) + '\n';
  for (const auto* name :
       {"AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"}) {
    const auto* value = setup.host.env.find_filled(name);
    text += (value != nullptr ? *value : "") + '\n';
  }
  constexpr std::size_t kLongestPath = 1000;  // the note of a lock has 4 KB
  if (made.path.size() > kLongestPath) made.path.clear();
  made.id = sha256_hex(text).substr(0, kDigits);
  return made;
}

std::string configuration_text(const Configuration& configuration, const Environment& env) {
  return configuration.path.empty()
             ? std::string()
             : ": " + text::printable(short_path(configuration.path, paths::home(env)));
}

}  // namespace latchkey
