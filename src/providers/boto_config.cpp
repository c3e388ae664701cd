// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <vector>

#include "aws/config/paths.hpp"
#include "base/try.hpp"
#include "platform/files/files.hpp"
#include "providers/static_keys.hpp"

namespace latchkey {

Provider boto_config_provider;

/// The files of boto 2. They do not contain session tokens. Source: botocore/credentials.py:1489-1532.
Result<std::optional<CredentialSource>> boto_config_provider(const ProviderInput& in) {
  const Host& host = in.setup.host;
  const auto* variable = host.env.find("BOTO_CONFIG");
  const auto paths =
      variable != nullptr ? std::vector{*variable} : std::vector<std::string>{"/etc/boto.cfg", "~/.boto"};
  for (const auto& name : paths) {
    const std::string path = paths::expand(name, host.env);
    auto text = files::read(path);
    if (!text) {  // as for the shared files
      host.warn(text.error().message + "; latchkey treats it as empty, as other tools do");
      continue;
    }
    if (!*text) continue;
    TRY(auto sections, ini::parse(**std::move(text), path));
    const auto section = std::find_if(sections.begin(), sections.end(),
                                      [](const ini::Section& s) { return s.name == "Credentials"; });
    if (section == sections.end()) continue;
    auto settings = section->settings();
    settings.erase(std::remove_if(settings.begin(), settings.end(),
                                  [](const ini::Setting& setting) {
                                    return setting.key != "aws_access_key_id" &&
                                           setting.key != "aws_secret_access_key";
                                  }),
                   settings.end());
    section->replace_settings(std::move(settings));
    TRY(auto source, static_keys(&*section, ProviderId::boto_config, path));
    if (source) return source;
  }
  return std::nullopt;
}

}  // namespace latchkey
