// SPDX-License-Identifier: Apache-2.0
#include "serve/renewal/configuration.hpp"

#include "aws/config/paths.hpp"
#include "aws/config/shown_error.hpp"
#include "base/text.hpp"
#include "platform/crypto/hash.hpp"
#include "platform/files/files.hpp"

namespace latchkey {

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
