// SPDX-License-Identifier: Apache-2.0
#include "auth/authenticate.hpp"

#include <string>

#include "auth/authorization.hpp"
#include "auth/canonical.hpp"
#include "auth/endpoint_region.hpp"
#include "base/hash.hpp"
#include "base/utc.hpp"

namespace testbed {
namespace {

tl::unexpected<AwsError> unknown_key() {
  return refuse(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
}

Judged<void> check_scope(const HttpRequest& request, const Authorization& authorization) {
  const Scope& scope = authorization.scope;
  const std::string time = basic_time(authorization.time);
  const std::string day = time.substr(0, 8);
  std::string wrong;
  if (!region_fits_host(scope.region, header(request, "Host").value_or(""))) {
    wrong += "Credential should be scoped to a valid region. ";
  }
  if (scope.service != "sts") wrong += "Credential should be scoped to correct service: 'sts'. ";
  if (scope.terminator != "aws4_request") {
    wrong += "Credential should be scoped with a valid terminator: 'aws4_request', not '" + scope.terminator +
             "'. ";
  }
  if (scope.date != day) {
    wrong += "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '" +
             scope.date + "' != '" + day + "', from '" + time + "'.";
  }
  if (!wrong.empty()) return refuse(403, "SignatureDoesNotMatch", wrong);
  return {};
}

struct Signer {
  std::string secret;
  Caller caller;
};

Judged<Signer> find_signer(const HttpRequest& request, const Authorization& authorization, const World& world,
                           const Sessions& sessions, std::int64_t now) {
  const auto token = header(request, "X-Amz-Security-Token");
  const auto key = world.access_keys.find(authorization.access_key_id);
  if (key != world.access_keys.end()) {
    if (!key->second.active || token) return unknown_key();
    const User& user = *key->second.user;
    return Signer{key->second.secret,
                  {CallerKind::user_keys, user.account, user.arn, user.id, &user, nullptr, std::nullopt}};
  }
  const IssuedSession* session = sessions.find(authorization.access_key_id);
  if (session == nullptr || !token || !same_secret(*token, session->token)) return unknown_key();
  if (now >= session->expires) {
    return refuse(403, "ExpiredToken", "The security token included in the request is expired");
  }
  return Signer{session->secret, session->caller};
}

}  // namespace

Judged<Caller> authenticate(const HttpRequest& request, const World& world, const Sessions& sessions,
                            std::int64_t now) {
  const auto authorization = parse_authorization(request, now);
  if (!authorization) return tl::make_unexpected(authorization.error());
  if (const auto checked = check_scope(request, *authorization); !checked) {
    return tl::make_unexpected(checked.error());
  }
  auto signer = find_signer(request, *authorization, world, sessions, now);
  if (!signer) return tl::make_unexpected(signer.error());
  const std::string canonical = canonical_request(request, authorization->signed_headers);
  const std::string expected =
      signature(signer->secret, authorization->scope,
                string_to_sign(basic_time(authorization->time), authorization->scope, canonical));
  if (!same_secret(expected, authorization->signature)) {
    return refuse(
        403, "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check your AWS "
        "Secret Access Key and signing method. Consult the service documentation for details.");
  }
  return std::move(signer->caller);
}

}  // namespace testbed
