// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "serve/endpoint/credential_endpoint.hpp"

namespace latchkey {

/// Whom the stand-in for EC2 instance metadata answers, and about what.
struct MetadataRules {
  std::string authority;              ///< the only Host: "127.0.0.1:PORT"
  Secret key;                         ///< signs the tokens, so that none need be remembered
  std::string profile;                ///< whose credentials they are
  std::optional<std::string> region;  ///< where the instance is; nullopt: nobody knows
};

/// Version 2 of the instance metadata service, as far as credentials and the region go: PUT of
/// /latest/api/token for a time of 1 to 21600 seconds, then GET with the token. 400: no such time; 401: no
/// token, or one that is over; 403: another user's program, another Host, or a request that a proxy passed
/// on; 404: no such path; 405: another method; 503: there are no credentials. Version 1, which takes no
/// token, is not there. Never waits. Pure but for the time. Source:
/// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
EndpointAnswer answer_metadata(const LocalRequest& request, const MetadataRules& rules,
                               const CredentialStore& store, TimePoint now);

}  // namespace latchkey
