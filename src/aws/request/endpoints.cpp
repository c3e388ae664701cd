// SPDX-License-Identifier: Apache-2.0
#include "aws/request/endpoints.hpp"

#include <algorithm>
#include <array>

#include "aws/request/partition.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "base/unicode.hpp"
#include "base/url.hpp"

namespace latchkey {
namespace {

/// Regions whose calls used the global endpoint before they had their own (botocore/args.py:46-63).
constexpr std::array<std::string_view, 16> kLegacyGlobalRegions = {
    "ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "aws-global", "ca-central-1",
    "eu-central-1",   "eu-north-1", "eu-west-1",      "eu-west-2",      "eu-west-3",  "sa-east-1",
    "us-east-1",      "us-east-2",  "us-west-1",      "us-west-2"};

/// A URL for messages, without user name and password.
std::string without_login(std::string url) {
  const auto start = url.find("://");
  const auto at = url.rfind('@');
  if (start != std::string::npos && at != std::string::npos && at > start)
    url.replace(start + 3, at - start - 3, "...");
  return url;
}

tl::unexpected<Error> bad_endpoint(const std::string& url, Origin origin) {
  return fail(Cause::endpoint_invalid, "invalid endpoint: " + text::printable(without_login(url)),
              "an endpoint looks like https://sts.eu-west-1.amazonaws.com, without a user or password",
              std::move(origin));
}

/// The names of a service in configuration.
struct ServiceNames {
  const char* variable;
  std::string_view section_key;
};

ServiceNames names_of(Service service) {
  switch (service) {
    case Service::sso:
      return {"AWS_ENDPOINT_URL_SSO", "sso"};
    case Service::sso_oidc:
      return {"AWS_ENDPOINT_URL_SSO_OIDC", "sso_oidc"};
    case Service::signin:
      return {"AWS_ENDPOINT_URL_SIGNIN", "signin"};
    case Service::sts:
      break;
  }
  return {"AWS_ENDPOINT_URL_STS", "sts"};
}

/// The endpoint URL that was configured for a service, most specific first.
Result<std::optional<ConfiguredValue>> configured_url(Service service, const Settings& settings,
                                                      const Config& config) {
  if (settings.is_true("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls"))
    return std::nullopt;
  const auto names = names_of(service);
  for (const auto* variable : {names.variable, "AWS_ENDPOINT_URL"}) {
    if (const auto* value = settings.env().find_filled(variable))
      return ConfiguredValue{*value, Origin::variable(variable)};
  }
  const auto* profile = settings.profile();
  if (profile == nullptr) return std::nullopt;
  if (const auto* name = profile->text("services")) {
    const auto* services = config.services(*name);
    if (services == nullptr || services->settings().empty()) {
      return fail(Cause::services_not_found,
                  "the profile is configured to use the services section but the \"" + *name +
                      "\" services configuration does not exist",
                  "add a [services " + *name + "] section, or remove services from profile " + profile->name,
                  profile->origin_of("services"));
    }
    const auto* own = services->find(names.section_key);
    if (own != nullptr && own->nested() != nullptr) {
      for (const auto& [key, value] : *own->nested()) {
        if (key == "endpoint_url" && !value.empty())
          return ConfiguredValue{value, origin_of(*services, *own)};
      }
    }
  }
  const auto* url = profile->text("endpoint_url");
  if (url == nullptr || url->empty()) return std::nullopt;
  return ConfiguredValue{*url, profile->origin_of("endpoint_url")};
}

/// Removes "fips-" or "-fips" from a region name. Returns whether it was there.
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

/// The first label of a service's host names.
std::string_view label_of(Service service) {
  switch (service) {
    case Service::sso:
      return "portal.sso";
    case Service::sso_oidc:
      return "oidc";
    case Service::signin:
      return "signin";
    case Service::sts:
      break;
  }
  return "sts";
}

std::string host_of(Service service, const std::string& region, bool fips, bool dual_stack) {
  const Partition& partition = partition_of(region);
  if (service == Service::signin && !fips && !dual_stack) {
    if (partition.name == "aws") return region + ".signin.aws.amazon.com";
    if (partition.name == "aws-cn") return region + ".signin.amazonaws.cn";
    if (partition.name == "aws-us-gov") return region + ".signin.amazonaws-us-gov.com";
  }
  // GovCloud's standard endpoints are its FIPS endpoints, except for the newest service.
  const bool plain = !fips || (!dual_stack && partition.name == "aws-us-gov" && service != Service::signin);
  return std::string(label_of(service)) + (plain ? "." : "-fips.") + region + '.' +
         std::string(dual_stack ? partition.dual_stack_suffix : partition.suffix);
}

tl::unexpected<Error> bad_region(std::string message, const ConfiguredValue& region) {
  const auto& origin = region.origin;
  const bool is_setting = origin.kind == Origin::Kind::file && !origin.setting.empty();
  return fail(Cause::region_invalid, std::move(message),
              "write " + (is_setting ? origin.setting + " = " : "") + region_to_write(region.text), origin);
}

/// `region`: as configured; an empty one passes botocore's check, but does not result in a host.
Result<Endpoint> at_host(const std::string& host, const std::string& signing_region,
                         const ConfiguredValue& region) {
  if (!is_host(host)) {
    return bad_region("invalid endpoint: https://" + host + ", as the region is " +
                          (region.text.empty() ? "empty" : '"' + text::printable(region.text) + '"'),
                      region);
  }
  return Endpoint{"https://" + host + "/", signing_region, std::string(partition_of(signing_region).name)};
}

Result<Endpoint> custom_endpoint(Service service, const ConfiguredValue& configured,
                                 const std::string& signing_region) {
  const auto parts = split_url(std::string(unicode::strip(configured.text)));
  if (!parts) return bad_endpoint(configured.text, configured.origin);
  return Endpoint{parts->text(), signing_region, endpoint_identity(service, parts->text(), signing_region),
                  configured.origin};
}

/// Whether a host is a public host of AWS for that service and partition. Strict on purpose: customers can
/// have names below AWS's suffixes, such as a bucket "sts" at sts.s3-us-west-2.amazonaws.com.
bool is_host_of_aws(Service service, std::string_view host, const Partition& partition) {
  if (service == Service::sts && partition.name == "aws" && host == "sts.amazonaws.com") return true;
  const auto first = service == Service::sso ? host.find('.', host.find('.') + 1) : host.find('.');
  const auto second = first == std::string_view::npos ? first : host.find('.', first + 1);
  if (second == std::string_view::npos) return false;
  const std::string region(host.substr(first + 1, second - first - 1));
  if (!is_public_region(region) || partition_of(region).name != partition.name) return false;
  for (const bool fips : {false, true}) {
    for (const bool dual_stack : {false, true}) {
      if (host == host_of(service, region, fips, dual_stack)) return true;
    }
  }
  return false;
}

Result<void> check_region(const ConfiguredValue& region) {
  // botocore looks up the host of such a name five times.
  if (region_of_zone(region.text))
    return bad_region("'" + region.text + "' is an availability zone, not a region", region);
  if (is_region_name(region.text)) return {};
  return bad_region("provided region_name '" + text::printable(text::first_line(region.text)) +
                        "' doesn't match a supported format",
                    region);
}

Result<bool> uses_legacy_global(const Settings& settings, const std::string& region) {
  const auto configured = settings.get("AWS_STS_REGIONAL_ENDPOINTS", "sts_regional_endpoints");
  if (!configured || configured->text.empty() || configured->text == "regional") return false;
  if (configured->text == "legacy") {
    return std::find(kLegacyGlobalRegions.begin(), kLegacyGlobalRegions.end(), region) !=
           kLegacyGlobalRegions.end();
  }
  return fail(Cause::sts_regional_endpoints_invalid,
              "STS regional endpoints option " + configured->text + " is invalid",
              "sts_regional_endpoints must be legacy or regional, in lower case", configured->origin);
}

}  // namespace

std::string endpoint_identity(Service service, const std::string& url, std::string_view region) {
  const Partition& partition = partition_of(region);
  const auto parts = split_url(url);
  if (!parts) return url + '/' + std::string(partition.name);
  const bool is_tls = parts->scheme == "https";
  const std::string written =
      parts->port.substr(std::min(parts->port.find_first_not_of('0'), parts->port.size()));
  const std::string port = !written.empty() ? written : is_tls ? "443" : "80";
  if (is_tls && port == "443" && is_host_of_aws(service, parts->host, partition))
    return std::string(partition.name);
  return parts->scheme + "://" + parts->host + ':' + port + '/' + std::string(partition.name);
}

bool is_identity_of_aws(std::string_view identity) {
  return identity.find("://") == std::string_view::npos;
}

std::string shown_identity(std::string_view identity) {
  if (is_identity_of_aws(identity)) return "AWS";
  return text::printable(std::string(identity.substr(0, identity.rfind('/'))));
}

bool is_own_endpoint(std::string_view url) {
  constexpr std::string_view kStart = "http://127.0.0.1:";
  if (url.substr(0, kStart.size()) != kStart) return false;
  url.remove_prefix(kStart.size());
  const auto digits = url.find_first_not_of("0123456789");
  return digits != 0 && digits != std::string_view::npos && url.substr(digits, 6) == "/role/";
}

Result<Endpoint> sts_endpoint(const std::optional<ConfiguredValue>& region, const Settings& settings,
                              const Config& config) {
  if (region) CHECK(check_region(*region));
  std::string name = region ? region->text : "aws-global";
  bool fips = take_fips(name);
  TRY(const auto custom, configured_url(Service::sts, settings, config));
  TRY(const bool global, uses_legacy_global(settings, name));
  if (custom) return custom_endpoint(Service::sts, *custom, region ? name : "");
  fips = fips || settings.is_true("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint");
  const bool dual_stack = settings.is_true("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint");
  if (!fips && !dual_stack && (global || name == "aws-global")) {
    return Endpoint{"https://sts.amazonaws.com/", "us-east-1"};
  }
  return at_host(host_of(Service::sts, name, fips, dual_stack), name == "aws-global" ? "us-east-1" : name,
                 region.value_or(ConfiguredValue{}));
}

Result<Endpoint> service_endpoint(Service service, const ConfiguredValue& region, const Settings& settings,
                                  const Config& config) {
  CHECK(check_region(region));
  std::string name = region.text;
  bool fips = take_fips(name);
  TRY(const auto custom, configured_url(service, settings, config));
  CHECK(uses_legacy_global(settings, name));  // botocore checks it for every client (args.py:840-869)
  if (custom) return custom_endpoint(service, *custom, name);
  fips = fips || settings.is_true("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint");
  const bool dual_stack = settings.is_true("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint");
  return at_host(host_of(service, name, fips, dual_stack), name, region);
}

}  // namespace latchkey
