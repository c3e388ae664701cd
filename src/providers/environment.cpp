// SPDX-License-Identifier: Apache-2.0
#include "base/credential_check.hpp"
#include "base/timestamp.hpp"
#include "platform/process/command_line.hpp"
#include "providers/provider.hpp"

namespace latchkey {

Provider environment_provider;

namespace {

/// What to do about credentials that have expired. In a shell that `exec` or `export` made, its profile has
/// newer ones.
std::string how_to_replace(const Setup& setup) {
  const auto& env = setup.host.env;
  const auto* profile = env.find_filled(kProfileVariable);
  if (profile == nullptr || setup.config.find(*profile) == nullptr)
    return "unset AWS_ACCESS_KEY_ID to use a profile, or set new credentials";
  const auto* shell = env.find_filled("SHELL");
  const std::string format = shell != nullptr && shell->ends_with("/fish") ? "fish" : usual_shell();
  const auto command = "latchkey export -p " + command_line_word(*profile) + " --format " + format;
  if (format == "fish") return "run " + command + " | source";
  return "run " +
         (format == "env" ? "eval \"$(" + command + ")\"" : command + " | Out-String | Invoke-Expression");
}

}  // namespace

/// Source: botocore/credentials.py:1185-1325.
Result<std::optional<CredentialSource>> environment_provider(const ProviderInput& in) {
  const auto& env = in.setup.host.env;
  const auto* id = env.find_filled("AWS_ACCESS_KEY_ID");
  if (id == nullptr) return std::nullopt;
  const auto* secret = env.find_filled("AWS_SECRET_ACCESS_KEY");
  if (secret == nullptr) {
    return fail(Cause::keys_incomplete, "partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY",
                "set it as well, or unset AWS_ACCESS_KEY_ID to use a profile",
                Origin::variable("AWS_ACCESS_KEY_ID"));
  }
  const auto* token = env.find_filled("AWS_SECURITY_TOKEN");  // the old name takes precedence
  if (token == nullptr) token = env.find_filled("AWS_SESSION_TOKEN");

  Credentials found;
  found.access_key_id = *id;
  found.secret_access_key = Secret(*secret);
  if (token != nullptr) found.session_token = Secret(*token);
  if (const auto* account = env.find_filled("AWS_ACCOUNT_ID")) found.account_id = *account;
  found.source = name_of(ProviderId::env);
  if (const auto* expiration = env.find_filled("AWS_CREDENTIAL_EXPIRATION")) {
    const auto zone = in.setup.host.zone();
    const auto time = parse_timestamp(*expiration, {zone.standard_name, zone.standard_offset},
                                      {zone.daylight_name, zone.daylight_offset});
    if (!time) {
      return fail(Cause::environment_expiration_invalid,
                  "AWS_CREDENTIAL_EXPIRATION is not a timestamp with a time zone",
                  "it looks like 2026-01-02T03:04:05Z; unset it if the keys do not expire",
                  Origin::variable("AWS_CREDENTIAL_EXPIRATION"));
    }
    found.expiration = time->at;
    found.expiration_offset = time->offset;
  }
  if (const auto flaw = flaw_in(found)) {
    return fail(Cause::keys_invalid, "the credentials in the environment are rejected: " + *flaw,
                "set AWS_ACCESS_KEY_ID and the related variables again, or unset them to use a profile",
                Origin::variable("AWS_ACCESS_KEY_ID"));
  }
  // Expiration is checked on use, because a cached role does not need the keys.
  return CredentialSource{
      ProviderId::env, std::nullopt,
      [&setup = in.setup, found = std::move(found)](const LoadOptions&) -> Result<Credentials> {
        if (!found.expiration || *found.expiration >= setup.host.now()) return found;
        return fail(Cause::environment_expired,
                    "the credentials in the environment have expired (AWS_CREDENTIAL_EXPIRATION)",
                    how_to_replace(setup), Origin::variable("AWS_CREDENTIAL_EXPIRATION"));
      }};
}

}  // namespace latchkey
