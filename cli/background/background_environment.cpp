// SPDX-License-Identifier: Apache-2.0
#include "cli/background/background_environment.hpp"

#include "platform/files/files.hpp"

namespace latchkey::cli {

Environment background_environment(const Setup& setup) {
  Environment env = setup.host.env;
  const auto lead_to = [&](const char* name, const std::string& path) {
    if (env.find(name) != nullptr) env.set(name, files::absolute(path));
  };
  lead_to("AWS_CONFIG_FILE", setup.config.config_path());
  lead_to("AWS_SHARED_CREDENTIALS_FILE", setup.config.credentials_path());
  for (const auto* name : {"AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"}) {
    if (const auto* path = env.find_filled(name)) env.set(name, files::absolute(*path));
  }
  return env;
}

}  // namespace latchkey::cli
