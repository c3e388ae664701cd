// SPDX-License-Identifier: Apache-2.0
#include "mfa/mfa_session.hpp"

#include "aws/config/validation.hpp"
#include "base/try.hpp"
#include "providers/chain.hpp"

namespace latchkey {

Provider mfa_session_provider;

namespace {

std::vector<std::string> device_warnings(const Config& config, const MfaSessionRequest& options) {
  RoleStep step;
  step.profile = options.profile;
  step.mfa_serial = options.device;
  std::vector<std::string> preflight_warnings;
  for (const auto& invalid : invalid_values(step, false))
    preflight_warnings.push_back(warning_of(config, invalid));
  return preflight_warnings;
}

Result<Credentials> load_session(const Setup& setup, MfaSessionRequest options, const Credentials& keys) {
  CHECK(check_device(options.device, options.profile));
  CHECK(check_key_id(keys, options.profile));
  TRY(auto connection, sts_connection(setup));
  if (!connection.endpoint.is_configured) options.preflight_warnings = device_warnings(setup.config, options);
  const StsClient sts(setup.host, std::move(connection));
  TRY(auto session, mfa_session(setup.host, sts, options, keys));
  if (session) return std::move(session->credentials);
  return fail(Cause::session_denied,
              "profile " + options.profile + ": STS issues no MFA session for these keys",
              "a policy denies sts:GetSessionToken; LATCHKEY_MFA_SESSION=off uses the keys as they are");
}

}  // namespace

/// Keys of its own, an MFA device and no role: the MFA session is what they are good for
/// (docs/differences.md; botocore uses the bare keys).
Result<std::optional<CredentialSource>> mfa_session_provider(const ProviderInput& in) {
  const Profile* profile = in.setup.config.find(in.profile);
  const auto* device = profile != nullptr ? profile->text("mfa_serial") : nullptr;
  if (device == nullptr || device->empty() || profile->has("role_arn")) return std::nullopt;
  TRY(auto settings, mfa_settings(in.setup, in.profile));
  TRY(const auto base, find_base_of_profile(in.setup, in.profile));
  const bool has_keys = base && (base->provider == ProviderId::shared_credentials_file ||
                                 base->provider == ProviderId::config_file);
  if (!settings.sessions || !has_keys) return std::nullopt;
  TRY(auto keys, base->load({}));
  if (keys.session_token) return std::nullopt;
  CredentialSource source{ProviderId::mfa_session, std::nullopt, {}};
  source.load = [&setup = in.setup, name = in.profile, device = *device, settings,
                 keys = std::move(keys)](const LoadOptions& options) {
    MfaSessionRequest mfa{
        name, {}, device, settings, options.may_ask, options.newer_than, options.least_left};
    if (options.session_duration) mfa.settings.session_duration = *options.session_duration;
    return load_session(setup, std::move(mfa), keys);
  };
  return source;
}

}  // namespace latchkey
