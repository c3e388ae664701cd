// SPDX-License-Identifier: Apache-2.0
#include "aws/sts/sts_failure.hpp"

#include <algorithm>

#include "base/credential_check.hpp"
#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "base/url.hpp"
#include "platform/process/command_line.hpp"

namespace latchkey {
namespace {

constexpr const char* kCodeIsUsed = "try again with the next MFA code; a code that was sent is spent";

/// Maps the names in STS's validation errors to settings of a profile.
struct SettingOfMember {
  const char *member, *setting, *shape;
};
constexpr SettingOfMember kSettingsOfMembers[] = {
    {"serialNumber", "mfa_serial", "; it looks like arn:aws:iam::ACCOUNT:mfa/NAME"},
    {"roleArn", "role_arn", "; it looks like arn:aws:iam::ACCOUNT:role/NAME"},
    {"roleSessionName", "role_session_name", "; it has 2 to 64 letters, digits and +=,.@_- only"},
    {"externalId", "external_id", "; it has 2 or more letters, digits and +=,.@:/_- only"}};

std::string name_in_file(std::string_view setting, const CallContext& context) {
  if (setting == "role_arn") return context.role_arn_name;
  return setting == "mfa_serial" ? context.mfa_serial_name : std::string(setting);
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// Whether it can be shown: a secret in place of the key ID does not look like a key ID.
bool looks_like_key_id(const std::string& text) {
  return !text.empty() &&
         text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == std::string::npos;
}

std::string shown_key(const std::string& id) {
  return looks_like_key_id(id) ? id : "(not shown, as it does not look like a key id)";
}

/// STS's message without the key ID that it may quote.
std::string without_key(std::string message, const std::string& id) {
  if (id.empty() || looks_like_key_id(id)) return message;
  for (std::size_t at = 0; (at = message.find(id, at)) != std::string::npos;)
    message.replace(at, id.size(), "...");
  return message;
}

Origin of_profile(const CallContext& context, const char* setting) {
  return Origin::of_setting(context.profile, setting);
}

Origin of_device(const CallContext& context) {
  return context.device_origin.is_known() ? context.device_origin : of_profile(context, "mfa_serial");
}

/// Where the keys that signed are. `variable`, `setting`: which of their values.
Origin of_keys(const CallContext& context, const char* variable, const char* setting) {
  if (context.source == "env") return Origin::variable(variable);
  const bool is_in_files = context.source == "shared-credentials-file" || context.source == "config-file";
  return is_in_files ? Origin::of_setting(context.key_profile, setting) : Origin();
}

/// `error` about keys that AWS does not take. `setting`: which of their values.
Error about_keys(Error error, const CallContext& context, const char* setting) {
  error.origin = of_keys(context, "AWS_ACCESS_KEY_ID", setting);
  if (context.source == "env")
    error.hint =
        "unset AWS_ACCESS_KEY_ID and the variables beside it to use a profile, or set new credentials there";
  return error;
}

/// The hint for session credentials: usually a cached session that AWS has ended.
std::string session_hint(const CallContext& context) {
  return "latchkey logout -p " + command_line_word(context.profile) +
         " forgets cached credentials that AWS no longer takes; then sign in again";
}

/// AWS returns the same error for an unknown key and for a key with a wrong token.
Error unknown_key(const CallContext& context, const std::string& before, const std::string& key) {
  if (is_long_term_key(key) && context.has_token) {
    return {
        Cause::token_unexpected,
        before + "access key " + key + " is a long-term key, and a session token came with it",
        "remove the token, which belongs to other keys: unset AWS_SESSION_TOKEN, or delete aws_session_token "
        "of the profile",
        of_keys(context, "AWS_SESSION_TOKEN", "aws_session_token")};
  }
  if (is_temporary_key(key) && !context.has_token) {
    return {Cause::token_missing,
            before + "access key " + key + " is a temporary key, and its session token is missing",
            "set all three values: AWS_SESSION_TOKEN or aws_session_token is missing",
            of_keys(context, "AWS_ACCESS_KEY_ID", "aws_access_key_id")};
  }
  return about_keys({Cause::key_unknown, before + "AWS does not know access key " + key,
                     is_temporary_key(key)
                         ? session_hint(context)
                         : "check aws_access_key_id; a deleted or inactive key, or one of another partition, "
                           "looks like this"},
                    context, "aws_access_key_id");
}

bool is_one_of(const std::string& code, std::initializer_list<std::string_view> codes) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

Error wrong_clock(const ServiceFailure& failure, const std::string& before) {
  std::string how = "off";
  if (failure.clock_ahead) {
    how = duration_text(*failure.clock_ahead) + (failure.clock_ahead->count() > 0 ? " fast" : " slow");
  }
  return {Cause::clock_refused, before + "this machine's clock is " + how + "; AWS rejects every request",
          "set the clock (for example: timedatectl set-ntp true), then try again"};
}

Error denied(const ServiceFailure& failure, const CallContext& context, const std::string& before) {
  const std::string words = quoted_words(without_key(failure.message, context.access_key_id));
  if (failure.is_wrong_code()) {
    return {Cause::mfa_code_refused, before + "STS refused the MFA code for " + context.mfa_serial,
            "wait for the next code and try again; a code works once"};
  }
  if (contains(words, "unable to validate MFA code") || contains(words, "MFA serial")) {
    return {
        Cause::mfa_device_unknown,
        before + "STS does not know MFA device " + context.mfa_serial + " for the user of " +
            shown_key(context.access_key_id),
        "check " + context.mfa_serial_name + "; the device must belong to the user whose keys are the source",
        of_device(context)};
  }
  if (context.role_arn.empty())
    return {Cause::access_denied, before + "STS denied " + failure.operation + ": " + words,
            "ask the administrator of the account"};
  return {Cause::access_denied, before + "STS denied role " + context.role_arn + ": " + words,
          context.mfa_serial.empty() ? "check the role's trust policy; if it requires MFA, set " +
                                           context.mfa_serial_name + " in profile " + context.profile
                                     : "check the role's trust policy, and " + context.role_arn_name +
                                           " and external_id of profile " + context.profile,
          of_profile(context, "role_arn")};
}

/// The error for calls with a web identity token instead of keys.
Error refused_token(const ServiceFailure& failure, const CallContext& context, const std::string& before) {
  if (is_one_of(failure.code, {"ExpiredToken", "ExpiredTokenException"})) {
    return {Cause::web_identity_refused,
            before + "the web identity token for role " + context.role_arn + " has expired",
            "the program that writes the token file must refresh it"};
  }
  return {Cause::web_identity_refused,
          before + "STS refused the web identity token for role " + context.role_arn + " (" +
              text::printable(failure.code) + "): " + quoted_words(failure.message),
          contains(failure.message, "JWT")
              ? "check that the token file holds one token and nothing else, not "
                "even a line end (printf %s TOKEN > FILE)"
              : "check the role's trust policy: the token's issuer, audience and "
                "subject must be in it"};
}

}  // namespace

Error explain(const ServiceFailure& failure, const CallContext& context) {
  const std::string before = context.profile.empty() ? "" : "profile " + context.profile + ": ";
  if (failure.transport) return explain_transport_error(failure, "STS", before);
  if (failure.code.empty()) return explain_unexpected_response(failure, "STS", before);

  const std::string words = quoted_words(without_key(failure.message, context.access_key_id));
  const std::string key = shown_key(context.access_key_id);
  if (is_one_of(failure.code, {"RequestExpired", "RequestTimeTooSkewed"}) ||
      contains(failure.message, "Signature expired") ||
      contains(failure.message, "Signature not yet current")) {
    return wrong_clock(failure, before);
  }
  if (failure.operation == "AssumeRoleWithWebIdentity" && failure.status < 500 &&
      is_one_of(failure.code,
                {"AccessDenied", "AccessDeniedException", "ExpiredToken", "ExpiredTokenException",
                 "InvalidIdentityToken", "InvalidIdentityTokenException", "IDPRejectedClaim",
                 "IDPRejectedClaimException"})) {
    return refused_token(failure, context, before);
  }
  if (failure.is_denied()) return denied(failure, context, before);
  if (is_one_of(failure.code, {"InvalidClientTokenId", "UnrecognizedClientException"})) {
    return unknown_key(context, before, key);
  }
  if (failure.code == "SignatureDoesNotMatch" && contains(failure.message, "scoped to a valid region")) {
    return {Cause::request_refused, before + "STS rejected the region of the request: " + words,
            "write the region of the endpoint: region in the profile, AWS_DEFAULT_REGION or --region"};
  }
  if (failure.code == "SignatureDoesNotMatch") {
    return about_keys(
        {Cause::secret_wrong, before + "the secret access key does not belong to access key " + key,
         "check aws_secret_access_key and the region (" + words + ")"},
        context, "aws_secret_access_key");
  }
  if (is_one_of(failure.code, {"ExpiredToken", "ExpiredTokenException"})) {
    return about_keys({Cause::keys_expired, before + "the session of access key " + key + " has expired",
                       is_temporary_key(key) ? session_hint(context) : "renew these credentials"},
                      context, "aws_session_token");
  }
  if (failure.code == "RegionDisabledException") {
    return {Cause::region_disabled, before + "STS is switched off in this region: " + words,
            "choose another region, or switch STS on in the account settings"};
  }
  if (failure.is_about_duration()) {
    const bool is_of_session = failure.operation == "GetSessionToken";
    const auto* setting = is_of_session ? "latchkey_session_duration" : "duration_seconds";
    return {Cause::argument_refused, before + "STS refused " + setting + ": " + words,
            std::string("lower ") + setting + " of profile " + context.profile +
                (is_of_session ? "" : ", or leave it out for one hour"),
            of_profile(context, setting)};
  }
  if (failure.code == "ValidationError") {
    // STS names no member if the value is not an ARN at all.
    const bool is_role =
        !context.role_arn.empty() && contains(failure.message, context.role_arn + " is invalid");
    for (const auto& [member, setting, shape] : kSettingsOfMembers) {
      const bool is_it = contains(failure.message, "'" + std::string(member) + "'") ||
                         (is_role && std::string_view(setting) == "role_arn");
      if (!is_it) continue;
      const auto name = name_in_file(setting, context);
      const bool is_device = std::string_view(setting) == "mfa_serial";
      return {Cause::argument_refused, before + "STS refused " + name + ": " + words,
              "check " + name + " of profile " + context.profile + shape,
              is_device ? of_device(context) : of_profile(context, setting)};
    }
  }
  if (contains(failure.code, "Throttl") || failure.status == 429) {
    return {Cause::throttled,
            before + "STS has too many requests from this account (" + text::printable(failure.code) +
                ", tried " + std::to_string(failure.attempts) +
                (failure.attempts == 1 ? " time)" : " times)"),
            failure.spent_code ? kCodeIsUsed : "try again in a moment"};
  }
  const bool theirs = failure.status >= 500;
  return {theirs ? Cause::service_failed : Cause::request_refused,
          before + "STS answered " + failure.operation + " with " + text::printable(failure.code) + ": " +
              words + (failure.attempts > 1 ? " (tried " + std::to_string(failure.attempts) + " times)" : ""),
          failure.spent_code && theirs ? kCodeIsUsed
          : theirs                     ? "try again in a moment"
          : context.role_arn.empty()
              ? "check the keys and the endpoint of profile " + context.profile
              : "check " + context.role_arn_name + ", role_session_name and external_id of profile " +
                    context.profile};
}

}  // namespace latchkey
