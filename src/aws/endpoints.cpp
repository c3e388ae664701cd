// SPDX-License-Identifier: Apache-2.0
#include "aws/endpoints.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "base/try.hpp"
#include "base/unicode.hpp"
#include "base/url.hpp"

namespace latchkey {
namespace {

struct Partition {
  std::string_view name, region_prefix, suffix, dual_stack_suffix;
};
constexpr Partition kCommercial{"aws", "", "amazonaws.com", "api.aws"};
constexpr std::array<Partition, 7> kPartitions = {{
    {"aws-cn", "cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn"},
    {"aws-us-gov", "us-gov-", "amazonaws.com", "api.aws"},
    {"aws-iso", "us-iso-", "c2s.ic.gov", "api.aws.ic.gov"},
    {"aws-iso-b", "us-isob-", "sc2s.sgov.gov", "api.aws.scloud"},
    {"aws-iso-e", "eu-isoe-", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"},
    {"aws-iso-f", "us-isof-", "csp.hci.ic.gov", "api.aws.hci.ic.gov"},
    {"aws-eusc", "eusc-de-", "amazonaws.eu", "api.amazonwebservices.eu"},
}};

/// Regions whose calls went to the global endpoint before each had one of its own (botocore/args.py:46-63).
constexpr std::array<std::string_view, 16> kLegacyGlobalRegions = {
    "ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "aws-global", "ca-central-1",
    "eu-central-1",   "eu-north-1", "eu-west-1",      "eu-west-2",      "eu-west-3",  "sa-east-1",
    "us-east-1",      "us-east-2",  "us-west-1",      "us-west-2"};

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// PREFIX + word + "-" + number, or the partition's own pseudo region.
bool is_region_of(const Partition& partition, std::string_view region) {
  if (region == std::string(partition.name) + "-global") return true;
  if (region.substr(0, partition.region_prefix.size()) != partition.region_prefix) return false;
  const auto rest = region.substr(partition.region_prefix.size());
  const auto dash = rest.find('-');
  if (dash == 0 || dash == std::string_view::npos) return false;
  const auto word = rest.substr(0, dash);
  return std::all_of(word.begin(), word.end(), is_letter_or_digit) && is_number(rest.substr(dash + 1));
}

const Partition& partition_of(std::string_view region) {
  const auto* const found =
      std::find_if(kPartitions.begin(), kPartitions.end(),
                   [&](const Partition& partition) { return is_region_of(partition, region); });
  return found == kPartitions.end() ? kCommercial : *found;
}

/// A host label: what a region must look like, since it becomes one. An empty one fails later, as an
/// endpoint.
bool is_region_name(std::string_view region) {
  if (region.empty()) return true;
  if (region.size() > 63 || region.front() == '-' || region.back() == '-' || is_number(region)) return false;
  return std::all_of(region.begin(), region.end(), [](char c) { return is_letter_or_digit(c) || c == '-'; });
}

/// A URL for messages, without the user and password that it may hold.
std::string without_login(std::string url) {
  const auto start = url.find("://");
  const auto at = url.rfind('@');
  if (start != std::string::npos && at != std::string::npos && at > start)
    url.replace(start + 3, at - start - 3, "...");
  return url;
}

tl::unexpected<Error> bad_endpoint(const std::string& url) {
  return fail(ErrorKind::config, "invalid endpoint: " + text::printable(without_login(url)),
              "an endpoint looks like https://sts.eu-west-1.amazonaws.com, without a user or password");
}

/// The endpoint URL that was configured for STS, most specific first.
Result<std::optional<std::string>> configured_url(const Settings& settings, const Environment& env,
                                                  const Config& config, const Profile* profile) {
  if (settings.is_true("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls"))
    return std::nullopt;
  for (const auto* variable : {"AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"}) {
    if (const auto* value = env.find_filled(variable)) return *value;
  }
  if (profile == nullptr) return std::nullopt;
  if (const auto* name = profile->text("services")) {
    const auto* services = config.services(*name);
    if (services == nullptr || services->settings.empty()) {
      return fail(ErrorKind::config,
                  "the profile is configured to use the services section but the \"" + *name +
                      "\" services configuration does not exist",
                  "add a [services " + *name + "] section, or remove services from profile " + profile->name);
    }
    const auto* sts = services->find("sts");
    if (sts != nullptr && sts->nested() != nullptr) {
      for (const auto& [key, value] : *sts->nested()) {
        if (key == "endpoint_url" && !value.empty()) return value;
      }
    }
  }
  const auto* url = profile->text("endpoint_url");
  return url != nullptr && !url->empty() ? std::optional(*url) : std::nullopt;
}

/// Takes "fips-" or "-fips" off a region name. Returns whether it was there.
bool take_fips(std::string& region) {
  constexpr std::string_view kBefore = "fips-";
  constexpr std::string_view kAfter = "-fips";
  if (region.compare(0, kBefore.size(), kBefore) == 0) {
    region.erase(0, kBefore.size());
    return true;
  }
  if (region.size() > kAfter.size() &&
      region.compare(region.size() - kAfter.size(), kAfter.size(), kAfter) == 0) {
    region.erase(region.size() - kAfter.size());
    return true;
  }
  return false;
}

Result<bool> uses_legacy_global(const Settings& settings, const std::string& region) {
  const auto mode = settings.get("AWS_STS_REGIONAL_ENDPOINTS", "sts_regional_endpoints").value_or("regional");
  if (mode.empty() || mode == "regional") return false;
  if (mode == "legacy") {
    return std::find(kLegacyGlobalRegions.begin(), kLegacyGlobalRegions.end(), region) !=
           kLegacyGlobalRegions.end();
  }
  return fail(ErrorKind::config, "STS regional endpoints option " + mode + " is invalid",
              "sts_regional_endpoints must be legacy or regional, in lower case");
}

}  // namespace

std::optional<std::string> find_region(const std::optional<std::string>& argument, const Settings& settings) {
  return argument ? argument : settings.get("AWS_DEFAULT_REGION", "region");
}

Result<Endpoint> sts_endpoint(const std::optional<std::string>& region, const Settings& settings,
                              const Environment& env, const Config& config, const Profile* profile) {
  if (region && !is_region_name(*region)) {
    return fail(ErrorKind::config,
                "provided region_name '" + text::printable(*region) + "' doesn't match a supported format",
                "a region looks like eu-west-1");
  }
  std::string name = region.value_or("aws-global");
  bool fips = take_fips(name);
  TRY(const auto custom, configured_url(settings, env, config, profile));
  if (custom) {
    const std::string url(unicode::strip(*custom));
    const auto parts = split_url(url);
    if (!parts) return bad_endpoint(*custom);
    return Endpoint{parts->text(), region ? name : ""};
  }
  fips = fips || settings.is_true("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint");
  const bool dual_stack = settings.is_true("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint");
  TRY(const bool global, uses_legacy_global(settings, name));
  if (!fips && !dual_stack && (global || name == "aws-global")) {
    return Endpoint{"https://sts.amazonaws.com/", "us-east-1"};
  }
  const Partition& partition = partition_of(name);
  // GovCloud's ordinary endpoints are its FIPS endpoints.
  const bool plain_host = !fips || (!dual_stack && partition.name == "aws-us-gov");
  const std::string host = std::string(plain_host ? "sts." : "sts-fips.") + name + '.' +
                           std::string(dual_stack ? partition.dual_stack_suffix : partition.suffix);
  if (!is_host(host)) return bad_endpoint("https://" + host);
  return Endpoint{"https://" + host + "/", name == "aws-global" ? "us-east-1" : name};
}

}  // namespace latchkey
