// SPDX-License-Identifier: Apache-2.0
#include "aws/endpoints.hpp"

#include <algorithm>
#include <array>

#include "aws/partition.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "base/unicode.hpp"
#include "base/url.hpp"

namespace latchkey {
namespace {

/// Regions whose calls went to the global endpoint before each had one of its own (botocore/args.py:46-63).
constexpr std::array<std::string_view, 16> kLegacyGlobalRegions = {
    "ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "aws-global", "ca-central-1",
    "eu-central-1",   "eu-north-1", "eu-west-1",      "eu-west-2",      "eu-west-3",  "sa-east-1",
    "us-east-1",      "us-east-2",  "us-west-1",      "us-west-2"};

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

/// How a service is called in configuration.
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
Result<std::optional<std::string>> configured_url(Service service, const Settings& settings,
                                                  const Environment& env, const Config& config,
                                                  const Profile* profile) {
  if (settings.is_true("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls"))
    return std::nullopt;
  const auto names = names_of(service);
  for (const auto* variable : {names.variable, "AWS_ENDPOINT_URL"}) {
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
    const auto* own = services->find(names.section_key);
    if (own != nullptr && own->nested() != nullptr) {
      for (const auto& [key, value] : *own->nested()) {
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

std::string host_of(Service service, const std::string& region, bool fips, bool dual_stack) {
  const Partition& partition = partition_of(region);
  if (service == Service::signin && !fips && !dual_stack) {
    if (partition.name == "aws") return region + ".signin.aws.amazon.com";
    if (partition.name == "aws-cn") return region + ".signin.amazonaws.cn";
    if (partition.name == "aws-us-gov") return region + ".signin.amazonaws-us-gov.com";
  }
  // GovCloud's ordinary endpoints are its FIPS endpoints, but for the youngest service.
  const bool plain = !fips || (!dual_stack && partition.name == "aws-us-gov" && service != Service::signin);
  const auto label = [&]() -> std::string {
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
  };
  return label() + (plain ? "." : "-fips.") + region + '.' +
         std::string(dual_stack ? partition.dual_stack_suffix : partition.suffix);
}

Result<Endpoint> at_host(const std::string& host, const std::string& signing_region) {
  if (!is_host(host)) return bad_endpoint("https://" + host);
  return Endpoint{"https://" + host + "/", signing_region};
}

Result<Endpoint> custom_endpoint(const std::string& configured, const std::string& signing_region) {
  const auto parts = split_url(std::string(unicode::strip(configured)));
  if (!parts) return bad_endpoint(configured);
  return Endpoint{parts->text(), signing_region, true};
}

Result<void> check_region(const std::string& region) {
  if (is_region_name(region)) return {};
  return fail(ErrorKind::config,
              "provided region_name '" + text::printable(region) + "' doesn't match a supported format",
              "a region looks like eu-west-1");
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
  if (region) CHECK(check_region(*region));
  std::string name = region.value_or("aws-global");
  bool fips = take_fips(name);
  TRY(const auto custom, configured_url(Service::sts, settings, env, config, profile));
  TRY(const bool global, uses_legacy_global(settings, name));
  if (custom) return custom_endpoint(*custom, region ? name : "");
  fips = fips || settings.is_true("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint");
  const bool dual_stack = settings.is_true("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint");
  if (!fips && !dual_stack && (global || name == "aws-global")) {
    return Endpoint{"https://sts.amazonaws.com/", "us-east-1"};
  }
  return at_host(host_of(Service::sts, name, fips, dual_stack), name == "aws-global" ? "us-east-1" : name);
}

Result<Endpoint> service_endpoint(Service service, const std::string& region, const Settings& settings,
                                  const Environment& env, const Config& config, const Profile* profile) {
  CHECK(check_region(region));
  std::string name = region;
  bool fips = take_fips(name);
  TRY(const auto custom, configured_url(service, settings, env, config, profile));
  CHECK(uses_legacy_global(settings, name));  // botocore looks at it for every client (args.py:840-869)
  if (custom) return custom_endpoint(*custom, name);
  fips = fips || settings.is_true("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint");
  const bool dual_stack = settings.is_true("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint");
  return at_host(host_of(service, name, fips, dual_stack), name);
}

}  // namespace latchkey
