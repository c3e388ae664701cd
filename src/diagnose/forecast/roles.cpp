// SPDX-License-Identifier: Apache-2.0
#include "aws/cache/cache_key.hpp"
#include "aws/request/connection.hpp"
#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "diagnose/forecast/forecast.hpp"
#include "diagnose/rules/rules.hpp"
#include "mfa/forecast.hpp"
#include "mfa/inline_code_roles.hpp"
#include "mfa/mfa_settings.hpp"
#include "platform/system/clock.hpp"

namespace latchkey::diagnose {
namespace {

BaseKeys base_of_environment(const Environment& env, std::string source) {
  BaseKeys base{{}, std::move(source), ProviderId::env, {}, false};
  const auto* id = env.find_filled("AWS_ACCESS_KEY_ID");
  if (id != nullptr && is_key_id(*id)) base.access_key_id = *id;
  base.has_session_token =
      env.find_filled("AWS_SECURITY_TOKEN") != nullptr || env.find_filled("AWS_SESSION_TOKEN") != nullptr;
  return base;
}

/// Why no MFA session can be used for the first role of the plan; empty: one can.
std::string why_no_session(const Setup& setup, const RoleStep& step, const std::string& key,
                           const BaseKeys& base) {
  const auto settings = mfa_settings(setup, step.profile);
  if (settings && !settings->sessions) {
    const bool by_variable = setup.host.env.find_filled("LATCHKEY_MFA_SESSION") != nullptr;
    return std::string("sessions are off, by ") +
           (by_variable ? "LATCHKEY_MFA_SESSION" : "latchkey_mfa_session of profile " + step.profile);
  }
  if (base.has_session_token) return "the keys are a session's already, and STS gives none to those";
  if (requires_inline_code(setup.host, sts_identity(setup), key)) {
    return "the role refused the session once and wants the code in the call itself; "
           "that is remembered for 30 days (latchkey logout forgets it)";
  }
  if (rejects_session(setup.host, sts_identity(setup), key)) {
    return "the role rejected the session; latchkey tries the session first and then prompts for a code";
  }
  return {};
}

/// Whether another tool, which reads only one folder, would prompt: a step with a device comes before the
/// first valid entry.
bool tool_would_prompt(const std::vector<StepState>& steps, std::size_t folder, TimePoint now) {
  for (const auto& state : steps) {
    if (serves_other_tools(state.entries[folder], now)) return false;
    if (state.step->mfa_serial) return true;
  }
  return false;
}

std::string session_call(const Setup& setup, const RoleStep& step) {
  const auto settings = mfa_settings(setup, step.profile);
  return "GetSessionToken with the code of " + *step.mfa_serial +
         (settings ? ", for " + duration_text(settings->session_duration) : std::string());
}

/// Whether the tool finds a broken entry before a valid one.
bool folder_breaks(const std::vector<StepState>& steps, std::size_t folder, TimePoint now) {
  for (const auto& state : steps) {
    if (serves_other_tools(state.entries[folder], now)) return false;
    if (state.entries[folder].state == CacheEntry::State::broken) return true;
  }
  return false;
}

ToolForecast tool_with_cache(const char* name, const char* cache, const std::vector<StepState>& steps,
                             std::size_t folder, TimePoint now, bool inherits_device) {
  ToolForecast tool{name, tool_would_prompt(steps, folder, now), {}};
  tool.finds_role = std::any_of(steps.begin(), steps.end(), [&](const StepState& step) {
    return step.entries[folder].state == CacheEntry::State::valid;
  });
  if (folder_breaks(steps, folder, now)) {
    tool.words = std::string("fails on the broken file in ") + cache + ", until a login replaces it";
    return tool;
  }
  const auto& entry = steps.front().entries[folder];
  tool.words = entry.state == CacheEntry::State::valid ? std::string("finds it in ") + cache
               : serves_other_tools(entry, now)
                   ? std::string("uses the one in ") + cache + ", which latchkey does not: " + entry.reason
               : tool.asks       ? std::string("prompts for a code of its own: no valid entry in ") + cache
               : inherits_device ? std::string("fetches the role itself, and fails if it requires MFA")
                                 : std::string("fetches the role itself, without a code");
  return tool;
}

/// SAM CLI uses its cache in one session; the sessions of its other commands prompt anyway
/// (samcli/lib/utils/boto_utils.py).
ToolForecast sam_cli(ToolForecast tool, bool has_device) {
  if (has_device && !tool.asks)
    tool.words +=
        " for build, deploy, package, publish, traces and validate; its other commands ask all the same: "
        "latchkey exec or adopt helps";
  return tool;
}

}  // namespace

BaseKeys base_keys(const Facts& facts) {
  const auto* plan = facts.roles();
  const auto& env = facts.setup.host.env;
  if (plan != nullptr && plan->credential_source == "Environment")
    return base_of_environment(env, plan->credential_source);
  if (plan != nullptr && !plan->credential_source.empty())
    return {{}, plan->credential_source, {}, {}, false};
  const auto name = plan != nullptr ? plan->base_profile : facts.profile;
  if (plan == nullptr) {
    const auto provider = facts.source()->provider;
    if (provider == ProviderId::env) return base_of_environment(env, {});
    if (reads_no_profile(provider)) return {{}, {}, provider, {}, false};
    if (provider == ProviderId::web_identity) return {name, {}, provider, {}, false};
  }
  BaseKeys base{name, {}, {}, {}, false};
  if (!facts.base || !*facts.base) return base;
  const auto& source = **facts.base;
  base.provider = source.provider;
  if (!reads_keys_of_profile(source.provider)) return base;
  const auto keys = source.load({});  // for these two they are in the files
  if (!keys) return base;
  if (is_key_id(keys->access_key_id)) base.access_key_id = keys->access_key_id;
  base.has_session_token = keys->session_token.has_value();
  return base;
}

std::optional<SessionForecast> session_forecast(const Facts& facts, const BaseKeys& base) {
  const Setup& setup = facts.setup;
  const auto* plan = facts.roles();
  const RoleStep* step = nullptr;
  if (plan != nullptr) {
    for (const auto& each : plan->steps) {
      if (each.mfa_serial && step == nullptr) step = &each;
    }
    if (step == nullptr) return std::nullopt;
  }
  const std::string device = plan != nullptr ? *step->mfa_serial : *setup.profile()->text("mfa_serial");
  SessionForecast session{device, base.access_key_id, std::nullopt, {}};
  const auto origin = mfa_origin(setup, facts.profile);
  const auto kept = origin ? session_of(SessionStore(setup.host).all(), *origin) : std::nullopt;
  if (kept) session.until = kept->credentials.expiration;
  if (step == nullptr) return session;
  if (step != &plan->steps.front()) {
    session.unused = "role " + step->role_arn +
                     " is assumed with another role's credentials, and a session is of long-term keys";
  } else {
    session.unused = why_no_session(setup, *step, role_cache_key(*step), base);
  }
  return session;
}

Forecast role_forecast(const Facts& facts, const SessionForecast* session) {
  const Setup& setup = facts.setup;
  const RolePlan& plan = *facts.roles();
  const auto& steps = facts.steps;
  Forecast forecast;
  const auto now = setup.host.now();
  std::size_t open = 0;  // number of outermost roles that are not cached
  while (open < steps.size() && steps[open].valid() == nullptr) ++open;
  if (open == 0) {
    const auto left = *steps.front().valid()->credentials->expiration - now;
    forecast.reason = "the role is cached for " + duration_text(left);
    if (left < kRenewalDue && session != nullptr && !is_short(*steps.front().step)) {
      const bool serves = session->until && session->unused.empty();
      forecast.reason += serves ? "; less than 20 minutes, so the MFA session renews it" : "";
    }
    return forecast;
  }
  bool needs_device = false;
  for (std::size_t i = open; i-- > 0;) {  // in the order of the calls
    const RoleStep& step = *steps[i].step;
    const auto call = "AssumeRole " + step.role_arn;
    needs_device = needs_device || step.mfa_serial;
    const bool is_first = &step == &plan.steps.front();
    const bool by_session = is_first && session != nullptr && session->unused.empty();
    if (!step.mfa_serial) {
      forecast.calls.push_back(call);
      continue;
    }
    forecast.asks = forecast.asks || !by_session || !session->until;
    if (by_session && !session->until) forecast.calls.push_back(session_call(setup, step));
    forecast.calls.push_back(call + (by_session ? " by the MFA session" : " with the code"));
  }
  const std::string inner = open < steps.size() ? "role " + steps[open].step->role_arn + " is cached" : "";
  const auto inherited = open == steps.size() && !needs_device ? device_behind(facts) : std::nullopt;
  if (inherited) {
    const auto origin = mfa_origin(setup, facts.profile);
    const auto kept = origin ? session_of(SessionStore(setup.host).all(), *origin) : std::nullopt;
    forecast.may_ask = !kept;
    forecast.reason =
        "only " + inherited->text() + " names an MFA device, and STS decides whether the role needs it" +
        (kept ? "; the MFA session lasts until " + local_time_text(*kept->credentials.expiration, now)
              : std::string());
  } else if (!needs_device || session == nullptr) {
    forecast.reason =
        inner.empty() ? "no role on the way names an MFA device" : inner + ", and the rest needs none";
  } else if (!session->unused.empty()) {
    forecast.reason = "no valid entry is cached, and the MFA session is not used: " + session->unused;
  } else if (session->until) {
    forecast.reason =
        "the MFA session lasts until " + local_time_text(*session->until, now) + " and serves this role";
  } else {
    forecast.reason = "no valid entry is cached, and there is no MFA session";
  }
  return forecast;
}

std::vector<ToolForecast> tool_forecasts(const std::vector<StepState>& steps, bool is_adopted,
                                         const Forecast& forecast, TimePoint now, bool inherits_device) {
  if (is_adopted) {
    ToolForecast tool{"every tool", forecast.asks,
                      std::string("obtains them from latchkey, because the profile is adopted") +
                          (forecast.asks      ? "; that prompts for the code"
                           : forecast.may_ask ? "; that may prompt for a code"
                                              : "")};
    tool.finds_role = std::any_of(steps.begin(), steps.end(),
                                  [](const StepState& step) { return step.valid() != nullptr; });
    return {std::move(tool)};
  }
  bool has_device = false;
  for (const auto& state : steps) has_device = has_device || state.step->mfa_serial;
  ToolForecast sdks{"boto3, SDKs", has_device,
                    has_device ? "read no cache: they prompt, or fail; use latchkey exec or adopt"
                    : inherits_device
                        ? "fetch the role themselves, and fail if it requires MFA; use latchkey exec or adopt"
                        : "fetch the role themselves, without a code"};
  sdks.is_several = true;
  return {tool_with_cache("AWS CLI", "cli/cache", steps, 1, now, inherits_device),
          sam_cli(tool_with_cache("SAM CLI", "boto/cache", steps, 0, now, inherits_device), has_device),
          std::move(sdks)};
}

}  // namespace latchkey::diagnose
