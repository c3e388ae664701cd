// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/serve_variables.hpp"

#include <nlohmann/json.hpp>

#include "base/unicode.hpp"
#include "providers/chain.hpp"
#include "serve/endpoint/credential_server.hpp"

namespace latchkey::cli {

const std::vector<std::string>& variable_formats() {
  static const auto names = [] {
    std::vector<std::string> found;
    for (const auto& [name, format] : export_formats()) {
      if (format != ExportFormat::process && format != ExportFormat::ini) found.emplace_back(name);
    }
    found.insert(found.end(), {"json", "none"});
    return found;
  }();
  return names;
}

Result<SecretText> variables(const CommandInput& in, const ServeOptions& options,
                             const RunningServer& server) {
  const auto found = server_variables(in.setup.host, server, options.token_file);
  if (options.format == "none") return SecretText();
  if (options.format == "json") {
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    for (const auto& [name, value] : found) json[name] = value;
    return SecretText(json_text(json));
  }
  for (const auto& [name, format] : export_formats()) {
    if (name == options.format) return variables_text(found, format);
  }
  return SecretText();
}

void warn_of_overrides(const CommandInput& in, const ServeOptions& options) {
  if (options.format == "dotenv" || options.format == "json" || options.format == "none") return;
  const auto& env = in.setup.host.env;
  for (const auto* name : {"AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_PROFILE",
                           "AWS_DEFAULT_PROFILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                           "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "AWS_CONTAINER_AUTHORIZATION_TOKEN"}) {
    const bool is_ours =
        name == std::string_view(options.token_file ? "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
                                                    : "AWS_CONTAINER_AUTHORIZATION_TOKEN");
    if (!is_ours && env.find(name) != nullptr)
      in.setup.host.warn(std::string(name) +
                         " is set here, and SDKs look at it before the endpoint: unset it");
  }
  if (const auto* off = env.find("AWS_EC2_METADATA_DISABLED");
      options.imds && off && unicode::lower(*off) == "true")
    in.setup.host.warn(
        "AWS_EC2_METADATA_DISABLED is set, so SDKs do not request instance metadata: unset it");
  const auto of_default = find_source_of_profile(in.setup, "default");
  if (!of_default || *of_default) {
    in.setup.host.warn(
        "the profile default has credentials of its own, which the SDKs use before the endpoint; latchkey "
        "exec --refresh leads a program past it");
  }
}

}  // namespace latchkey::cli
