// SPDX-License-Identifier: Apache-2.0
#include "aws/request/metadata_settings.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "base/unicode.hpp"
#include "base/url.hpp"

namespace latchkey {
namespace {

Result<long long> number(const Settings& settings, const char* variable, const char* key) {
  const auto text = settings.get(variable, key);
  if (!text) return 1;
  const auto value = text::parse_int(text->text);
  if (value) return *value;
  return fail(
      Cause::metadata_setting_invalid,
      std::string(key) + " (" + variable + ") is not a number: \"" + text::printable(text->text) + '"',
      "it is a whole number, 1 unless it is set", text->origin);
}

Result<bool> uses_ipv6(const Settings& settings) {
  const auto mode =
      settings.get("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode");
  if (!mode) return settings.is_true("AWS_IMDS_USE_IPV6", "imds_use_ipv6");
  const auto lower = unicode::lower(mode->text);
  if (lower == "ipv4" || lower == "ipv6") return lower == "ipv6";
  return fail(Cause::metadata_setting_invalid,
              "ec2_metadata_service_endpoint_mode (AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE) is \"" +
                  text::printable(mode->text) + '"',
              "it must be ipv4 or ipv6", mode->origin);
}

}  // namespace

Result<MetadataSettings> metadata_settings(const Setup& setup) {
  const Settings settings = setup.settings();
  MetadataSettings found;
  TRY(found.timeout, number(settings, "AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout"));
  TRY(found.attempts, number(settings, "AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts"));
  TRY(const bool ipv6, uses_ipv6(settings));
  found.v1_disabled = settings.is_true("AWS_EC2_METADATA_V1_DISABLED", "ec2_metadata_v1_disabled");
  const auto url = settings.get("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint");
  if (url) found.base_url = url->text;
  if (found.base_url.empty()) {
    found.base_url = ipv6 ? "http://[fd00:ec2::254]/" : "http://169.254.169.254/";
  } else if (!split_url(found.base_url)) {
    return fail(Cause::metadata_setting_invalid,
                "ec2_metadata_service_endpoint (AWS_EC2_METADATA_SERVICE_ENDPOINT) is not a URL: \"" +
                    text::printable(found.base_url) + '"',
                "it looks like http://169.254.169.254", url->origin);
  }
  if (found.base_url.back() != '/') found.base_url += '/';
  return found;
}

}  // namespace latchkey
