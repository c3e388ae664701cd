// SPDX-License-Identifier: Apache-2.0
#include "mfa/outlook.hpp"

#include <algorithm>

#include "aws/connection.hpp"
#include "mfa/mfa_settings.hpp"
#include "mfa/role_memory.hpp"

namespace latchkey {
namespace {

/// The key id that the files hold for a profile; the credentials file's comes first.
std::string static_key_id(const Config& config, const std::string& name) {
  const Profile* profile = config.find(name);
  if (profile == nullptr) return {};
  for (const auto* section : {profile->credentials, profile->config}) {
    const auto* setting = section != nullptr ? section->find("aws_access_key_id") : nullptr;
    if (setting != nullptr && setting->text() != nullptr) return *setting->text();
  }
  return {};
}

}  // namespace

std::optional<MfaOrigin> mfa_origin(const Setup& setup, const std::string& name) {
  const Config& config = setup.config;
  const auto plan = plan_roles(config, name);
  if (!plan) return std::nullopt;
  if (*plan) {
    const auto& first = (*plan)->steps.front();
    if (!first.mfa_serial) return std::nullopt;
    return MfaOrigin{sts_identity(setup, name), static_key_id(config, (*plan)->base_profile),
                     *first.mfa_serial};
  }
  const Profile* profile = config.find(name);
  const auto* device = profile != nullptr ? profile->text("mfa_serial") : nullptr;
  if (device == nullptr || device->empty()) return std::nullopt;
  return MfaOrigin{sts_identity(setup, name), static_key_id(config, name), *device};
}

std::optional<MfaSession> session_of(const std::vector<MfaSession>& sessions, const MfaOrigin& origin) {
  const auto found = std::find_if(sessions.begin(), sessions.end(), [&](const MfaSession& session) {
    const auto& own = session.origin;
    return own.endpoint == origin.endpoint && own.device == origin.device &&
           (origin.access_key_id.empty() || own.access_key_id == origin.access_key_id);
  });
  return found == sessions.end() ? std::nullopt : std::optional(*found);
}

bool would_ask(const Setup& setup, const RolePlan& plan, const std::vector<StepState>& steps,
               const std::vector<MfaSession>& sessions) {
  for (const auto& state : steps) {
    if (state.valid() != nullptr) return false;
    if (!state.step->mfa_serial) continue;
    const bool is_first = state.step == &plan.steps.front();
    const auto settings = mfa_settings(setup, state.step->profile);
    const auto origin = mfa_origin(setup, plan.steps.back().profile);
    return !(is_first && settings && settings->sessions && origin && session_of(sessions, *origin) &&
             !needs_code_in_call(setup.host, origin->endpoint, state.key));
  }
  return false;
}

}  // namespace latchkey
