// SPDX-License-Identifier: Apache-2.0
#include "providers/static_keys.hpp"

#include "base/credential_check.hpp"

namespace latchkey {

namespace {

Origin key_id_origin(const ini::Section& section) {
  return origin_of(section, *section.find("aws_access_key_id"));
}

}  // namespace

Provider config_file_provider, shared_credentials_file_provider;

Result<std::optional<CredentialSource>> static_keys(const ini::Section* section, ProviderId provider,
                                                    const std::string& path) {
  const auto text = [&](std::string_view key) -> const TextView* {
    const auto* setting = section->find(key);
    return setting != nullptr ? setting->text() : nullptr;
  };
  if (section == nullptr || text("aws_access_key_id") == nullptr) return std::nullopt;
  const auto* secret = text("aws_secret_access_key");
  if (secret == nullptr) {
    return fail(Cause::keys_incomplete,
                "partial credentials found in " + name_of(provider) + ", missing: aws_secret_access_key (" +
                    path + ", [" + section->name + "])",
                "add it beside aws_access_key_id; the two files' keys are not combined",
                key_id_origin(*section));
  }
  const auto* token = text("aws_security_token");  // the old name takes precedence, even if it is empty
  if (token == nullptr) token = text("aws_session_token");
  Credentials found;
  found.access_key_id = *text("aws_access_key_id");
  found.secret_access_key = Secret(*secret);
  if (token != nullptr) found.session_token = Secret(*token);
  if (const auto* account = text("aws_account_id")) found.account_id = *account;
  if (const auto flaw = flaw_in(found)) {
    return fail(Cause::keys_invalid, "[" + section->name + "]: " + *flaw,
                "write the keys again, each on one line, as AWS shows them", key_id_origin(*section));
  }
  return ready_source(provider, std::move(found));
}

Result<std::optional<CredentialSource>> config_file_provider(const ProviderInput& in) {
  const Profile* profile = in.setup.config.find(in.profile);
  return static_keys(profile != nullptr ? profile->config : nullptr, ProviderId::config_file,
                     in.setup.config.config_path());
}

Result<std::optional<CredentialSource>> shared_credentials_file_provider(const ProviderInput& in) {
  const Profile* profile = in.setup.config.find(in.profile);
  return static_keys(profile != nullptr ? profile->credentials : nullptr, ProviderId::shared_credentials_file,
                     in.setup.config.credentials_path());
}

}  // namespace latchkey
