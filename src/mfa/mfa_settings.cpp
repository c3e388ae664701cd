// SPDX-License-Identifier: Apache-2.0
#include "mfa/mfa_settings.hpp"

#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"

namespace latchkey {
namespace {

Result<bool> on_or_off(const ConfiguredValue& value) {
  for (const auto* word : {"on", "true", "yes", "1"}) {
    if (text::equals_ignoring_case(value.text, word)) return true;
  }
  for (const auto* word : {"off", "false", "no", "0"}) {
    if (text::equals_ignoring_case(value.text, word)) return false;
  }
  const bool is_variable = value.origin.kind == Origin::Kind::variable;
  return fail(Cause::mfa_session_invalid,
              (is_variable ? value.origin.name : value.origin.setting) + " is \"" + value.text + "\"",
              "it is on or off", value.origin);
}

Result<MfaSettings> settings_of(const Config& config, const Environment& env, const std::string& name) {
  MfaSettings settings;
  const Profile* profile = config.find(name);
  const auto text = [&](const char* key) { return profile != nullptr ? profile->text(key) : nullptr; };
  if (const auto* value = env.find_filled("LATCHKEY_MFA_SESSION")) {
    TRY(settings.sessions, on_or_off({*value, Origin::variable("LATCHKEY_MFA_SESSION")}));
  } else if (const auto* setting = text("latchkey_mfa_session")) {
    TRY(settings.sessions, on_or_off({*setting, profile->origin_of("latchkey_mfa_session")}));
  }
  if (const auto* value = text("latchkey_session_duration")) {
    const auto where = "profile " + name + ": latchkey_session_duration is \"" + *value + '"';
    const auto origin = profile->origin_of("latchkey_session_duration");
    const auto duration = parse_duration(*value);
    if (!duration)
      return fail(Cause::session_duration_invalid, where + ", which is not a duration",
                  "write it like 12h or 90m", origin);
    if (text::parse_int(*value) && !check_session_duration(*duration, where, origin))
      return fail(Cause::session_duration_invalid, where + ", which is so many seconds",
                  "write the unit, like 12h or 90m", origin);
    CHECK(check_session_duration(*duration, where, origin));
    settings.session_duration = *duration;
  }
  const auto* process = text("mfa_process");
  if (process == nullptr) {
    const auto* link = text("source_profile");
    const Profile* source = link != nullptr ? config.find(*link) : nullptr;
    if (source != nullptr) process = source->text("mfa_process");
  }
  if (process != nullptr) settings.mfa_process = *process;
  return settings;
}

}  // namespace

Result<void> check_session_duration(std::chrono::seconds duration, const std::string& where,
                                    const Origin& origin) {
  if (duration >= std::chrono::minutes{15} && duration <= std::chrono::hours{36}) return {};
  return fail(Cause::session_duration_invalid, where + ": STS gives MFA sessions of 15 minutes to 36 hours",
              "write a time from 15m to 36h", origin);
}

Result<MfaSettings> mfa_settings(const Setup& setup, const std::string& name) {
  return settings_of(setup.config, setup.host.env, name);
}

std::string InheritedDevice::text() const {
  return origin.kind == Origin::Kind::variable ? origin.name : "mfa_serial of profile " + origin.profile;
}

std::optional<InheritedDevice> inherited_device(const Config& config, const Environment& env,
                                                const std::string& base_profile) {
  const Profile* profile = config.find(base_profile);
  if (profile == nullptr) return std::nullopt;
  InheritedDevice device;
  if (const auto* serial = profile->text("mfa_serial"); serial != nullptr && !serial->empty()) {
    device = {*serial, profile->origin_of("mfa_serial")};
    device.origin.profile = base_profile;
  } else if (const auto* variable = env.find_filled("AWS_MFA_SERIAL")) {
    device = {*variable, Origin::variable("AWS_MFA_SERIAL")};
  }
  constexpr std::size_t kShortest = 9;
  const auto settings = settings_of(config, env, base_profile);
  const bool is_usable = device.serial.size() >= kShortest && settings && settings->sessions &&
                         check_device(device.serial, base_profile);
  return is_usable ? std::optional(std::move(device)) : std::nullopt;
}

std::optional<InheritedDevice> inherited_device(const Config& config, const Environment& env,
                                                const RoleChain& chain) {
  const auto& first = *chain.first;
  const bool is_candidate = first.base != nullptr && !first.profile->has("mfa_serial");
  return is_candidate ? inherited_device(config, env, first.base->name) : std::nullopt;
}

Result<void> check_device(const std::string& device, const std::string& profile, const std::string& setting) {
  if (device.find('\n') != std::string::npos) {
    return fail(Cause::value_invalid,
                "profile " + profile + ": " + setting + " goes on in the next line, after " +
                    text::printable(text::first_line(device)),
                "remove the blanks before that line, or the line", Origin::of_setting(profile, "mfa_serial"));
  }
  if (device.find(":u2f/") == std::string::npos) return {};
  return fail(
      Cause::device_unsupported,
      "profile " + profile + ": " + text::printable(device) +
          " is a FIDO security key or passkey, and STS takes only the six-digit codes of other devices",
      "add an authenticator app to the same IAM user as another MFA device, and name that one in " + setting,
      Origin::of_setting(profile, "mfa_serial"));
}

Result<std::chrono::seconds> prompt_timeout(const Environment& env) {
  constexpr long long kMost = 3600;
  const auto* value = env.find_filled("LATCHKEY_TIMEOUT");
  if (value == nullptr) return std::chrono::minutes{3};
  const auto seconds = text::parse_int(*value);
  if (seconds && *seconds >= 1 && *seconds <= kMost) return std::chrono::seconds{*seconds};
  return fail(Cause::timeout_invalid,
              "LATCHKEY_TIMEOUT is \"" + *value + "\", which is not a number of seconds from 1 to " +
                  std::to_string(kMost),
              "set it to the number of seconds to wait for an answer, or unset it",
              Origin::variable("LATCHKEY_TIMEOUT"));
}

}  // namespace latchkey
