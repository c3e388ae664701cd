// SPDX-License-Identifier: Apache-2.0
#include "aws/request/connection.hpp"

#include "aws/config/paths.hpp"
#include "aws/config/sso_settings.hpp"
#include "aws/request/proxy.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "base/unicode.hpp"
#include "base/url.hpp"
#include "platform/files/files.hpp"

namespace latchkey {
namespace {

/// botocore/httpsession.py: the ca_bundle setting, then the variables of requests.
Result<std::optional<std::string>> ca_bundle(const Setup& setup) {
  auto bundle = setup.settings().get("AWS_CA_BUNDLE", "ca_bundle");
  if (!bundle) {
    constexpr const char* kVariable = "REQUESTS_CA_BUNDLE";
    if (const auto* value = setup.host.env.find(kVariable))
      bundle = ConfiguredValue{*value, Origin::variable(kVariable)};
  }
  if (!bundle) return std::nullopt;
  if (unicode::strip(bundle->text).empty()) {
    return fail(Cause::ca_bundle_empty, "invalid CA bundle: the configured value is empty",
                "name a certificate file, or unset it", bundle->origin);
  }
  bundle->text = paths::expand_home(bundle->text, setup.host.env);  // as urllib3 does
  // Checked now, because the request that would fail may contain a code.
  if (!files::is_there(bundle->text)) {
    return fail(Cause::ca_bundle_missing, "the CA bundle " + text::printable(bundle->text) + " is not there",
                "correct the path, or unset it to trust the system's certificates", bundle->origin);
  }
  return bundle->text;
}

Origin origin_of_profile(const Setup& setup) {
  return setup.profile() != nullptr ? setup.profile()->origin() : Origin();
}

/// Builds a connection from its endpoint.
Result<Connection> connection_to(const Setup& setup, Endpoint endpoint) {
  // botocore looks for a bearer token whenever it creates a client, even if it needs none.
  if (setup.profile() != nullptr) CHECK(token_session(setup.config, *setup.profile()));
  Connection connection;
  connection.endpoint = std::move(endpoint);
  TRY(connection.ca_bundle, ca_bundle(setup));
  TRY(connection.retries, retry_rules(setup));
  if (const auto url = split_url(connection.endpoint.url)) {
    TRY(connection.proxy, proxy_for(*url, setup.host.env));
  }
  return connection;
}

}  // namespace

Result<Endpoint> sts_endpoint_of(const Setup& setup) {
  const auto region =
      setup.region ? std::optional(ConfiguredValue{*setup.region, setup.region_origin}) : std::nullopt;
  return sts_endpoint(region, setup.settings(), setup.config);
}

Result<Connection> sts_connection(const Setup& setup, bool is_signed) {
  return sts_connection(setup, sts_endpoint_of(setup), is_signed);
}

Result<Connection> sts_connection(const Setup& setup, Result<Endpoint> found, bool is_signed) {
  TRY(auto endpoint, std::move(found));
  if (is_signed && !setup.region && endpoint.signing_region.empty()) {
    return fail(
        Cause::region_missing, "you must specify a region: the endpoint is configured, so it cannot tell one",
        "set region in the profile, or AWS_DEFAULT_REGION, or pass --region", origin_of_profile(setup));
  }
  TRY(auto connection, connection_to(setup, std::move(endpoint)));
  setup.host.debug("sts: " + connection.endpoint.url + ", region " + connection.endpoint.signing_region +
                   (connection.proxy ? ", through a proxy" : ""));
  return connection;
}

std::string sts_identity(const Setup& setup, const std::string& name) {
  const Settings settings(setup.host.env, setup.config.find(name));
  const auto endpoint = sts_endpoint(find_region(setup.region_argument, settings), settings, setup.config);
  return endpoint ? endpoint->identity : Endpoint{}.identity;
}

std::string sts_identity(const Setup& setup) {
  return sts_identity(setup, setup.selection.settings_name());
}

std::string portal_identity(const Setup& setup, const std::string& name, const std::string& region) {
  const Settings settings(setup.host.env, setup.config.find(name));
  const auto endpoint = service_endpoint(Service::sso, {region, {}}, settings, setup.config);
  return endpoint ? endpoint->identity : Endpoint{}.identity;
}

Result<Connection> service_connection(const Setup& setup, Service service, const std::string& region,
                                      const Origin& region_origin) {
  TRY(auto endpoint, service_endpoint(service, {region, region_origin}, setup.settings(), setup.config));
  return connection_to(setup, std::move(endpoint));
}

}  // namespace latchkey
