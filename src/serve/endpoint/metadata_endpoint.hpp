// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "serve/endpoint/credential_endpoint.hpp"

namespace latchkey {

/// The access rules and the content of the EC2 instance metadata endpoint.
struct MetadataRules {
  std::string authority;              ///< the only Host: "127.0.0.1:PORT"
  Secret key;                         ///< signs the tokens, so that none are stored
  std::string profile;                ///< the profile of the credentials
  std::optional<std::string> region;  ///< the region of the instance; nullopt: unknown
};

/// Version 2 of the instance metadata service, limited to credentials and the region: PUT of
/// /latest/api/token with a lifetime of 1 to 21600 seconds, then GET with the token. 400: an invalid
/// lifetime; 401: no token, or an expired one; 403: another user's program, another Host, or a request that a
/// proxy forwarded; 404: no such path; 405: another method; 503: there are no credentials. Version 1, which
/// needs no token, is not supported. Never waits. Pure, except for the time. Source:
/// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
EndpointAnswer answer_metadata(const LocalRequest& request, const MetadataRules& rules,
                               const CredentialStore& store, TimePoint now);

}  // namespace latchkey
