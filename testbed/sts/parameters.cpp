// SPDX-License-Identifier: Apache-2.0
#include "sts/parameters.hpp"

#include <charconv>

namespace testbed {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kSerial =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_=/:,.@-+";

// AWS uses lower camel case for members in its messages.
std::string member_name(std::string_view parameter) {
  std::string out(parameter);
  if (!out.empty() && out[0] >= 'A' && out[0] <= 'Z') out[0] = static_cast<char>(out[0] - 'A' + 'a');
  return out;
}

}  // namespace

void Parameters::breach(std::string_view name, const std::string& shown, const std::string& constraint) {
  breaches_.push_back("Value " + shown + " at '" + member_name(name) +
                      "' failed to satisfy constraint: Member must " + constraint);
}

std::optional<std::string> Parameters::text(std::string_view name, const TextRule& rule) {
  auto value = form_value(form_, name);
  if (!value) return std::nullopt;
  const std::string shown = "'" + *value + "'";
  if (!rule.allowed.empty() && value->find_first_not_of(rule.allowed) != std::string::npos) {
    breach(name, shown, "satisfy regular expression pattern: " + std::string(rule.pattern));
  }
  if (value->size() < rule.least) {
    breach(name, shown, "have length greater than or equal to " + std::to_string(rule.least));
  }
  if (value->size() > rule.most) {
    breach(name, shown, "have length less than or equal to " + std::to_string(rule.most));
  }
  return value;
}

std::string Parameters::required_text(std::string_view name, const TextRule& rule) {
  auto value = text(name, rule);
  if (!value) breach(name, "null", "not be null");
  return value.value_or("");
}

std::optional<std::int64_t> Parameters::number(std::string_view name, std::int64_t least, std::int64_t most) {
  const auto value = form_value(form_, name);
  if (!value) return std::nullopt;
  std::int64_t number = 0;
  const char* end = value->data() + value->size();
  const auto parsed = std::from_chars(value->data(), end, number);
  if (parsed.ec != std::errc() || parsed.ptr != end) {
    malformed_ = AwsError{400, "MalformedInput", "Invalid value for " + std::string(name)};
    return std::nullopt;
  }
  const std::string shown = "'" + *value + "'";
  if (number < least) breach(name, shown, "have value greater than or equal to " + std::to_string(least));
  if (number > most) breach(name, shown, "have value less than or equal to " + std::to_string(most));
  return number;
}

Judged<void> Parameters::verdict() const {
  if (malformed_) return tl::make_unexpected(*malformed_);
  if (breaches_.empty()) return {};
  std::string message = std::to_string(breaches_.size()) + " validation error" +
                        (breaches_.size() == 1 ? "" : "s") + " detected: ";
  for (std::size_t i = 0; i < breaches_.size(); ++i) message += (i == 0 ? "" : "; ") + breaches_[i];
  return refuse(400, "ValidationError", message);
}

MfaParameters read_mfa_parameters(Parameters& parameters) {
  MfaParameters out;
  out.serial = parameters.text("SerialNumber", {9, 256, kSerial, "[\\w+=/:,.@-]*"});
  out.code = parameters.text("TokenCode", {6, 6, kDigits, "[\\d]*"});
  return out;
}

}  // namespace testbed
