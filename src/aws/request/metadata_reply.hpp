// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "platform/network/transport.hpp"
#include <latchkey/credentials.hpp>

// What the container endpoint and EC2 instance metadata have in common.
namespace latchkey {

/// The JSON document that holds credentials.
struct MetadataReply {
  bool is_json = false;
  std::string missing;      ///< the first member that is needed and not there as text; empty: none
  std::string expiration;   ///< as written; `credentials` has no expiration yet
  std::string code;         ///< of a document that says why there are none
  Credentials credentials;  ///< `source` is left to the caller
};
MetadataReply parse_metadata_reply(std::string_view body);

/// Sets the expiration from the text of the reply. False: it is not a timestamp with a time zone.
bool set_expiration(MetadataReply& reply);

/// Whether botocore takes it for a failure that may pass: nobody there, silence, a connection that broke.
bool may_pass(const TransportFailure& failure);

/// What an endpoint said instead, for an error: one line that is safe to show and not long.
std::string shown_body(std::string_view body);

}  // namespace latchkey
