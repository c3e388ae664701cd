// SPDX-License-Identifier: Apache-2.0
#include "mfa/mfa_session.hpp"

#include "aws/config/validation.hpp"
#include "base/try.hpp"
#include "providers/chain.hpp"

namespace latchkey {

Provider mfa_session_provider;

namespace {

std::vector<std::string> doubts_of_device(const Config& config, const MfaWish& wish) {
  RoleStep step;
  step.profile = wish.profile;
  step.mfa_serial = wish.device;
  std::vector<std::string> doubts;
  for (const auto& misshape : misshapes_of(step, false)) doubts.push_back(doubt_of(config, misshape));
  return doubts;
}

Result<Credentials> load_session(const Setup& setup, MfaWish wish, const Credentials& keys) {
  CHECK(check_device(wish.device, wish.profile));
  CHECK(check_key_id(keys, wish.profile));
  TRY(auto connection, sts_connection(setup));
  if (!connection.endpoint.is_configured) wish.doubts = doubts_of_device(setup.config, wish);
  const StsClient sts(setup.host, std::move(connection));
  TRY(auto session, mfa_session(setup.host, sts, wish, keys));
  if (session) return std::move(session->credentials);
  return fail(Cause::session_denied, "profile " + wish.profile + ": STS gives no MFA session for these keys",
              "a policy denies sts:GetSessionToken; LATCHKEY_MFA_SESSION=off uses the keys as they are");
}

}  // namespace

/// Keys of its own, an MFA device and no role: the MFA session is what they are good for
/// (docs/differences.md; botocore uses the bare keys).
Result<std::optional<Source>> mfa_session_provider(const ProviderInput& in) {
  const Profile* profile = in.setup.config.find(in.profile);
  const auto* device = profile != nullptr ? profile->text("mfa_serial") : nullptr;
  if (device == nullptr || device->empty() || profile->has("role_arn")) return std::nullopt;
  TRY(auto settings, mfa_settings(in.setup, in.profile));
  TRY(const auto base, find_base_of_profile(in.setup, in.profile));
  const bool has_keys = base && (base->method == "shared-credentials-file" || base->method == "config-file");
  if (!settings.sessions || !has_keys) return std::nullopt;
  TRY(auto keys, base->load({}));
  if (keys.session_token) return std::nullopt;
  Source source{"mfa-session", std::nullopt, {}};
  source.load = [&setup = in.setup, name = in.profile, device = *device, settings,
                 keys = std::move(keys)](const LoadWish& wish) {
    MfaWish mfa{name, {}, device, settings, wish.may_ask, wish.newer_than, wish.least_left};
    if (wish.session_duration) mfa.settings.session_duration = *wish.session_duration;
    return load_session(setup, std::move(mfa), keys);
  };
  return source;
}

}  // namespace latchkey
