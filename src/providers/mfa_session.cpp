// SPDX-License-Identifier: Apache-2.0
#include "providers/mfa_session.hpp"

#include "aws/config/paths.hpp"
#include "aws/config/validation.hpp"
#include "aws/request/endpoints.hpp"
#include "base/try.hpp"
#include "mfa/mfa_session.hpp"
#include "providers/chain.hpp"

namespace latchkey {

Provider mfa_session_provider;

namespace {

std::vector<std::string> device_warnings(const Setup& setup, const MfaSessionRequest& options,
                                         bool is_at_aws) {
  RoleStep step;
  step.profile = options.profile;
  step.mfa_serial = options.device;
  std::vector<std::string> preflight_warnings;
  for (const auto& invalid : invalid_values(step, false))
    preflight_warnings.push_back(warning_of(setup.config, invalid, is_at_aws, paths::home(setup.host.env)));
  return preflight_warnings;
}

}  // namespace

Result<std::optional<OwnDevice>> own_device(const Setup& setup, const std::string& name) {
  const Profile* profile = setup.config.find(name);
  const auto* device = profile != nullptr ? profile->text("mfa_serial") : nullptr;
  if (device == nullptr || device->empty() || profile->has("role_arn")) return std::nullopt;
  TRY(auto settings, mfa_settings(setup, name));
  if (!settings.sessions) return std::nullopt;
  return OwnDevice{*device, std::move(settings)};
}

Result<Credentials> session_of_keys(const Setup& setup, const std::string& profile, OwnDevice device,
                                    const Credentials& keys, const LoadOptions& options) {
  CHECK(check_device(device.serial, profile));
  CHECK(check_key_id(keys, profile));
  TRY(auto connection, sts_connection(setup));
  MfaSessionRequest request{
      profile,           {}, device.serial, std::move(device.settings), options.may_ask, options.newer_than,
      options.least_left};
  request.key_profile = profile;
  if (options.session_duration) request.settings.session_duration = *options.session_duration;
  request.preflight_warnings =
      device_warnings(setup, request, is_identity_of_aws(connection.endpoint.identity));
  const StsClient sts(setup.host, std::move(connection));
  TRY(auto session, mfa_session(setup.host, sts, request, keys));
  if (session) return std::move(session->credentials);
  return fail(Cause::session_denied, "profile " + profile + ": STS issues no MFA session for these keys",
              "a policy denies sts:GetSessionToken; LATCHKEY_MFA_SESSION=off uses the keys as they are");
}

/// Keys of its own, an MFA device and no role: the MFA session is what they are good for
/// (docs/differences.md; botocore uses the bare keys).
Result<std::optional<CredentialSource>> mfa_session_provider(const ProviderInput& in) {
  TRY(auto device, own_device(in.setup, in.profile));
  if (!device) return std::nullopt;
  TRY(const auto base, find_base_of_profile(in.setup, in.profile));
  const bool has_keys = base && (base->provider == ProviderId::shared_credentials_file ||
                                 base->provider == ProviderId::config_file);
  if (!has_keys) return std::nullopt;
  TRY(auto keys, base->load({}));
  if (keys.session_token) return std::nullopt;
  return CredentialSource{
      ProviderId::mfa_session, std::nullopt,
      [&setup = in.setup, name = in.profile, device = *std::move(device), keys = std::move(keys)](
          const LoadOptions& options) { return session_of_keys(setup, name, device, keys, options); }};
}

}  // namespace latchkey
