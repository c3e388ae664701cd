// SPDX-License-Identifier: Apache-2.0
#include "aws/proxy.hpp"
#include "aws/sts.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "base/unicode.hpp"
#include "base/url.hpp"
#include "platform/files.hpp"

namespace latchkey {
namespace {

/// botocore/httpsession.py: the ca_bundle variable, then what requests reads.
Result<std::optional<std::string>> ca_bundle(const Setup& setup) {
  auto bundle = setup.settings().get("AWS_CA_BUNDLE", "ca_bundle");
  if (!bundle) {
    if (const auto* value = setup.host.env.find("REQUESTS_CA_BUNDLE")) bundle = *value;
  }
  if (bundle && unicode::strip(*bundle).empty()) {
    return fail(ErrorKind::config,
                "invalid CA bundle: the configured value (AWS_CA_BUNDLE or ca_bundle) is empty",
                "name a certificate file, or unset it");
  }
  // Now, as the request that would find it out may carry a code.
  if (bundle && !files::is_there(*bundle)) {
    return fail(ErrorKind::config,
                "the CA bundle " + text::printable(*bundle) + " is not there (AWS_CA_BUNDLE or ca_bundle)",
                "correct the path, or unset it to trust the system's certificates");
  }
  return bundle;
}

Result<int> max_attempts(const Setup& setup) {
  const auto mode = setup.settings().get("AWS_RETRY_MODE", "retry_mode");
  if (mode && *mode != "legacy" && *mode != "standard" && *mode != "adaptive") {
    return fail(ErrorKind::config,
                "invalid value provided to \"retry_mode\": \"" + text::printable(*mode) + '"',
                "it must be legacy, standard or adaptive, in lower case");
  }
  const auto text = setup.settings().get("AWS_MAX_ATTEMPTS", "max_attempts");
  if (!text) return 3;
  const auto number = text::parse_int(*text);
  if (!number || *number < 1 || *number > 1000) {
    return fail(
        ErrorKind::config,
        "value provided to \"max_attempts\": \"" + text::printable(*text) + "\" is no number of attempts",
        "it must be an integer greater than or equal to 1");
  }
  return static_cast<int>(*number);
}

}  // namespace

Result<StsConnection> sts_connection(const Setup& setup) {
  const Profile* profile = setup.profile();
  if (const auto* name = profile != nullptr ? profile->text("sso_session") : nullptr) {
    if (setup.config.sso_session(*name) == nullptr) {
      return fail(ErrorKind::config,
                  "the profile \"" + profile->name +
                      "\" is configured to use the SSO token provider but the \"" + *name +
                      "\" sso_session configuration does not exist",
                  "add a [sso-session " + *name + "] section, or remove sso_session from the profile");
    }
  }
  StsConnection connection;
  TRY(connection.endpoint,
      sts_endpoint(setup.region, setup.settings(), setup.host.env, setup.config, profile));
  if (connection.endpoint.signing_region.empty()) {
    return fail(ErrorKind::config,
                "you must specify a region: the endpoint is configured, so it cannot tell one",
                "set region in the profile, or AWS_DEFAULT_REGION, or pass --region");
  }
  TRY(connection.ca_bundle, ca_bundle(setup));
  TRY(connection.max_attempts, max_attempts(setup));
  if (const auto url = split_url(connection.endpoint.url)) connection.proxy = proxy_for(*url, setup.host.env);
  setup.host.debug("sts: " + connection.endpoint.url + ", region " + connection.endpoint.signing_region +
                   (connection.proxy ? ", through a proxy" : ""));
  return connection;
}

}  // namespace latchkey
