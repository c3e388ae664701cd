// SPDX-License-Identifier: Apache-2.0
#include "aws/config/validation.hpp"

#include <algorithm>
#include <array>

#include "aws/config/shown_error.hpp"
#include "base/text.hpp"
#include "base/unicode.hpp"

namespace latchkey {
namespace {

constexpr std::string_view kDigits = "0123456789";
/// [\w+=,.@-]
constexpr std::string_view kNameCharacters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+=,.@-";
constexpr std::string_view kArnStart = "arn:";
constexpr const char* kRoleShape = "arn:aws:iam::ACCOUNT:role/NAME, where ACCOUNT is 12 digits";
constexpr const char* kDeviceShape =
    "arn:aws:iam::ACCOUNT:mfa/NAME, where ACCOUNT is 12 digits, or the number on a hardware device";
constexpr long long kHour = 3600;
constexpr long long kLongest = 12 * kHour;

bool begins(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

bool is_made_of(std::string_view text, std::string_view characters) {
  return text.find_first_not_of(characters) == std::string_view::npos;
}

/// The fields of arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE; the last contains the rest. Fewer if it is
/// not an ARN.
std::vector<std::string_view> arn_fields(std::string_view arn) {
  constexpr std::size_t kFields = 6;
  std::vector<std::string_view> fields;
  while (fields.size() + 1 < kFields) {
    const auto colon = arn.find(':');
    if (colon == std::string_view::npos) break;
    fields.push_back(arn.substr(0, colon));
    arn.remove_prefix(colon + 1);
  }
  fields.push_back(arn);
  return fields;
}

bool is_partition(std::string_view name) {
  return name == "aws" || (begins(name, "aws-") && is_made_of(name, "abcdefghijklmnopqrstuvwxyz-"));
}

/// The error of an IAM ARN whose resource must begin with one of `kinds`. Empty: none.
std::string arn_error(std::string_view arn, const std::vector<std::string_view>& kinds) {
  constexpr std::size_t kFields = 6;
  const auto fields = arn_fields(arn);
  if (fields.size() < kFields) {
    const bool lacks_colon =
        fields.size() + 1 == kFields && fields[2] == "iam" && is_made_of(fields[3], kDigits);
    return lacks_colon ? "two colons belong between iam and the account" : "it has less than six parts";
  }
  if (!is_partition(fields[1]))
    return "its second part is aws, aws-cn, aws-us-gov or another partition's name";
  if (fields[2] != "iam" || !fields[3].empty()) return "expected \"iam::\" after the partition";
  if (auto fault = account_id_fault(fields[4])) return *std::move(fault);
  const auto resource = fields[5];
  const auto kind =
      std::find_if(kinds.begin(), kinds.end(), [&](auto word) { return begins(resource, word); });
  if (kind == kinds.end()) return "expected " + std::string(kinds.front()) + " after the account ID";
  const auto slash = resource.rfind('/');
  const auto name = resource.substr(slash + 1);
  if (name.empty()) return "the name at its end is missing";
  const auto path = resource.substr(0, slash);
  const bool path_fits =
      std::all_of(path.begin(), path.end(), [](unsigned char c) { return c > 0x20 && c < 0x7F; });
  return is_made_of(name, kNameCharacters) && path_fits
             ? std::string()
             : "a name has letters, digits and +=,.@_- only, without quotes or a comment";
}

std::string role_fault(std::string_view arn) {
  return arn_error(arn, {"role/"});
}

/// A serial number is almost any word, but text that begins as an ARN must be one.
std::string device_fault(std::string_view serial) {
  constexpr std::size_t kLeast = 9;
  constexpr std::size_t kMost = 256;
  if (serial.find(":u2f/") != std::string_view::npos)
    return {};  // check_device() has a better message for these
  if (begins(serial, kArnStart)) return arn_error(serial, {"mfa/", "sms-mfa/"});
  if (unicode::length(serial) < kLeast) return "it has at least 9 characters";
  if (serial.size() > kMost) return "it has at most 256 characters";
  return is_made_of(serial, std::string(kNameCharacters) + "/:")
             ? std::string()
             : "it has letters, digits and +=/:,.@_- only, without quotes or a comment";
}

bool takes_quote(std::string_view& text) {
  for (const std::string_view quote : {"\"", "'", "\u201C", "\u201D", "\u2018", "\u2019"}) {
    if (begins(text, quote)) {
      text.remove_prefix(quote.size());
      return true;
    }
    if (text.size() >= quote.size() && text.substr(text.size() - quote.size()) == quote) {
      text.remove_suffix(quote.size());
      return true;
    }
  }
  return false;
}

/// The probable value: without quotes, without the text after a blank, and with both colons.
std::string likely_value(std::string_view value) {
  value = value.substr(0, value.find_first_of(" \t\n"));
  while (takes_quote(value)) {
  }
  std::string likely(value);
  for (const std::string start : {"arn:aws:iam:", "arn:aws-cn:iam:", "arn:aws-us-gov:iam:"}) {
    if (begins(likely, start) && likely.size() > start.size() && likely[start.size()] != ':')
      likely.insert(start.size(), ":");
  }
  return likely;
}

/// `name`: the setting's name in the file.
InvalidValue invalid(const RoleStep& step, const char* setting, const std::string& name,
                     const std::string& what, const std::string& value) {
  return {step.profile, setting, name + what, "write " + name + " = " + value};
}

InvalidValue invalid(const RoleStep& step, const char* setting, const std::string& what,
                     const std::string& value) {
  return invalid(step, setting, setting, what, value);
}

std::string quoted(const std::string& value) {
  return " \"" + text::first_line(value) + '"';
}

std::optional<InvalidValue> invalid_role_arn(const RoleStep& step) {
  if (step.role_arn.empty()) return std::nullopt;
  const auto fault = role_fault(step.role_arn);
  if (fault.empty()) return std::nullopt;
  const auto likely = likely_value(step.role_arn);
  return invalid(step, "role_arn", step.role_arn_name,
                 " is not an IAM role ARN:" + quoted(step.role_arn) + "; " + fault,
                 role_fault(likely).empty() ? likely : kRoleShape);
}

std::optional<InvalidValue> invalid_mfa_serial(const RoleStep& step) {
  if (!step.mfa_serial) return std::nullopt;
  const auto fault = device_fault(*step.mfa_serial);
  if (fault.empty()) return std::nullopt;
  const auto likely = likely_value(*step.mfa_serial);
  return invalid(step, "mfa_serial", step.mfa_serial_name,
                 " names no MFA device:" + quoted(*step.mfa_serial) + "; " + fault,
                 device_fault(likely).empty() ? likely : kDeviceShape);
}

/// An empty name is replaced by a generated one.
std::optional<InvalidValue> invalid_session_name(const RoleStep& step) {
  constexpr std::size_t kLeast = 2;
  constexpr std::size_t kMost = 64;
  if (!step.session_name || step.session_name->empty()) return std::nullopt;
  const auto& name = *step.session_name;
  if (is_made_of(name, kNameCharacters) && name.size() >= kLeast && name.size() <= kMost) return std::nullopt;
  std::string likely = name.substr(0, kMost);
  for (auto at = likely.find_first_not_of(kNameCharacters); at != std::string::npos;
       at = likely.find_first_not_of(kNameCharacters, at))
    likely[at] = '-';
  return invalid(step, "role_session_name",
                 " is" + quoted(name) + ", and it has 2 to 64 letters, digits and +=,.@_- only",
                 likely.size() < kLeast ? "NAME" : likely);
}

/// Its value is not shown, as `why` never does.
std::optional<InvalidValue> invalid_external_id(const RoleStep& step) {
  constexpr std::size_t kMost = 1224;
  if (!step.external_id) return std::nullopt;
  const std::string_view id = *step.external_id;
  const auto invalid = [&](const std::string& what, const std::string& fix) {
    return InvalidValue{step.profile, "external_id",
                        "external_id " + what + ", and it has 2 to 1224 letters, digits and +=,.@:/_- only",
                        fix};
  };
  if (auto unquoted = id; takes_quote(unquoted))
    return invalid("has quotes around it", "remove the quotes around external_id");
  if (id.find(" #") != std::string_view::npos || id.find(" ;") != std::string_view::npos)
    return invalid("has a comment behind it", "remove the comment behind external_id");
  const std::string own = "external_id = ID, as the owner of the role wrote it into the trust policy";
  if (id.find(' ') != std::string_view::npos) return invalid("contains a blank", "write " + own);
  if (!is_made_of(id, std::string(kNameCharacters) + ":/"))
    return invalid("contains a character that STS rejects", "write " + own);
  if (id.size() > kMost) return invalid("has " + std::to_string(id.size()) + " characters", "write " + own);
  return std::nullopt;
}

std::optional<InvalidValue> invalid_duration(const RoleStep& step, bool by_role) {
  const auto seconds = step.duration_seconds.value_or(0);
  const std::string is = " is " + std::to_string(seconds);
  if (seconds > kLongest)
    return invalid(step, "duration_seconds", is + ", and a role lasts 43200 (12 hours) at most",
                   "3600, or remove it");
  if (by_role && seconds > kHour)
    return invalid(step, "duration_seconds",
                   is + ", and a role that is assumed with another role's credentials lasts 3600 at most",
                   "3600, or remove it");
  return std::nullopt;
}

}  // namespace

std::optional<std::string> account_id_fault(std::string_view id) {
  constexpr std::size_t kSize = 12;
  if (id.empty()) return "the account's 12 digits are missing";
  if (!is_made_of(id, kDigits)) return "an account id is 12 digits and nothing else";
  if (id.size() == kSize) return std::nullopt;
  return "an account id has 12 digits, and this one " + std::to_string(id.size());
}

std::vector<InvalidValue> invalid_values(const RoleStep& step, bool by_role) {
  std::vector<InvalidValue> found;
  for (auto invalid : {invalid_role_arn(step), invalid_mfa_serial(step), invalid_session_name(step),
                       invalid_external_id(step), invalid_duration(step, by_role)}) {
    if (invalid) found.push_back(*std::move(invalid));
  }
  return found;
}

std::vector<InvalidValue> invalid_values(const RolePlan& plan, bool base_is_role) {
  std::vector<InvalidValue> found;
  bool by_role = base_is_role;
  for (const auto& step : plan.steps) {
    for (auto& invalid : invalid_values(step, by_role)) found.push_back(std::move(invalid));
    by_role = true;
  }
  return found;
}

std::optional<std::string> duration_note(const Profile& profile, const std::string& home) {
  constexpr long long kNeverReused = 900;  // kLeastTimeLeft of the caches
  const auto* duration = profile.text("duration_seconds");
  if (duration == nullptr) return std::nullopt;
  const auto seconds = text::parse_int(*duration);
  if (seconds && *seconds > kNeverReused) return std::nullopt;
  const auto why = seconds ? " is " + std::to_string(*seconds) +
                                 ", so other tools never reuse what is cached: they ignore an entry with "
                                 "less than 15 minutes left"
                           : std::string(" is not a number and is ignored");
  return "duration_seconds at " + shown_origin(profile.origin_of("duration_seconds"), home) + why +
         "; write duration_seconds = 3600";
}

std::string warning_of(const Config& config, const InvalidValue& invalid, bool is_at_aws,
                       const std::string& home) {
  const auto* profile = config.find(invalid.profile);
  const auto where =
      profile != nullptr ? shown_origin(profile->origin_of(invalid.setting), home) : std::string();
  return invalid.message() + (where.empty() ? "" : " (" + where + ')') +
         (is_at_aws ? "; AWS refuses that, and the code would be lost; " + invalid.fix
                    : "; AWS would refuse it, but the configured endpoint may not");
}

}  // namespace latchkey
