// SPDX-License-Identifier: Apache-2.0
#include "aws/request/retry.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "base/text.hpp"
#include "base/try.hpp"

namespace latchkey {
namespace {

using std::chrono::milliseconds;

/// The settings of a defaults_mode; "auto" detects its environment, and is "standard" if it cannot.
struct DefaultsMode {
  std::string_view name;
  RetryMode retry_mode;
  milliseconds connect_timeout;
};
constexpr std::array<DefaultsMode, 6> kDefaultsModes = {{
    {"legacy", RetryMode::legacy, milliseconds(60'000)},
    {"standard", RetryMode::standard, milliseconds(3'100)},
    {"auto", RetryMode::standard, milliseconds(3'100)},
    {"cross-region", RetryMode::standard, milliseconds(3'100)},
    {"in-region", RetryMode::standard, milliseconds(1'100)},
    {"mobile", RetryMode::standard, milliseconds(30'000)},
}};

constexpr std::array<int, 6> kLegacyStatus = {429, 500, 502, 503, 504, 509};
constexpr std::array<std::string_view, 5> kLegacyCodes = {"Throttling", "ThrottlingException",
                                                          "ThrottledException", "RequestThrottledException",
                                                          "ProvisionedThroughputExceededException"};

constexpr std::array<int, 4> kStandardStatus = {500, 502, 503, 504};
constexpr std::array<std::string_view, 16> kStandardCodes = {"RequestTimeout",
                                                             "RequestTimeoutException",
                                                             "PriorRequestNotComplete",
                                                             "Throttling",
                                                             "ThrottlingException",
                                                             "ThrottledException",
                                                             "RequestThrottledException",
                                                             "TooManyRequestsException",
                                                             "ProvisionedThroughputExceededException",
                                                             "TransactionInProgressException",
                                                             "RequestLimitExceeded",
                                                             "BandwidthLimitExceeded",
                                                             "LimitExceededException",
                                                             "RequestThrottled",
                                                             "SlowDown",
                                                             "EC2ThrottledException"};

/// An error of STS: the identity provider did not respond in time.
constexpr std::string_view kIdentityProviderFailed = "IDPCommunicationError";

template <typename Values, typename Value>
bool has(const Values& values, const Value& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

Result<DefaultsMode> defaults_mode(const Settings& settings) {
  const auto wanted = settings.get("AWS_DEFAULTS_MODE", "defaults_mode");
  if (!wanted) return kDefaultsModes.front();
  for (const auto& mode : kDefaultsModes) {
    if (text::equals_ignoring_case(wanted->text, mode.name)) return mode;
  }
  return fail(Cause::defaults_mode_invalid,
              "invalid value provided to \"defaults_mode\": \"" + text::printable(wanted->text) + '"',
              "it must be legacy, standard, in-region, cross-region, mobile or auto", wanted->origin);
}

Result<std::optional<RetryMode>> retry_mode(const Settings& settings) {
  const auto mode = settings.get("AWS_RETRY_MODE", "retry_mode");
  if (!mode) return std::nullopt;
  if (mode->text == "legacy") return RetryMode::legacy;
  if (mode->text == "standard") return RetryMode::standard;
  if (mode->text == "adaptive") return RetryMode::adaptive;
  return fail(Cause::retry_mode_invalid,
              "invalid value provided to \"retry_mode\": \"" + text::printable(mode->text) + '"',
              "it must be legacy, standard or adaptive, in lower case", mode->origin);
}

Result<std::optional<int>> max_attempts(const Settings& settings) {
  const auto text = settings.get("AWS_MAX_ATTEMPTS", "max_attempts");
  if (!text) return std::nullopt;
  const auto number = text::parse_int(text->text);
  if (number && *number >= 1 && *number <= 1000) return static_cast<int>(*number);
  return fail(Cause::max_attempts_invalid,
              "value provided to \"max_attempts\": \"" + text::printable(text->text) +
                  "\" is not a number of attempts",
              "it must be an integer greater than or equal to 1", text->origin);
}

}  // namespace

Result<RetryRules> retry_rules(const Setup& setup) {
  const auto settings = setup.settings();
  TRY(const auto defaults, defaults_mode(settings));
  TRY(const auto mode, retry_mode(settings));
  TRY(const auto attempts, max_attempts(settings));
  RetryRules rules;
  rules.mode = mode.value_or(defaults.retry_mode);
  rules.max_attempts = attempts.value_or(rules.mode == RetryMode::legacy ? 5 : 3);
  rules.connect_timeout = defaults.connect_timeout;
  return rules;
}

bool is_transient(RetryMode mode, const ServiceFailure& failure) {
  if (failure.transport) {
    using Reason = TransportFailure::Reason;
    const auto reason = failure.transport->reason;
    return reason != Reason::tls && reason != Reason::too_large && reason != Reason::unavailable &&
           reason != Reason::invalid;
  }
  if (failure.code == kIdentityProviderFailed && failure.status == 400) return true;
  if (mode == RetryMode::legacy)
    return has(kLegacyStatus, failure.status) || (failure.status == 400 && has(kLegacyCodes, failure.code));
  return has(kStandardStatus, failure.status) || has(kStandardCodes, failure.code);
}

milliseconds pause_after(RetryMode mode, int attempt, double random) {
  const int doublings = std::clamp(attempt - 1, 0, 20);
  const double seconds = 1 << doublings;
  const double ceiling = mode == RetryMode::legacy ? seconds : std::min(seconds, 20.0);
  return milliseconds(static_cast<long long>(1000 * random * ceiling));
}

}  // namespace latchkey
