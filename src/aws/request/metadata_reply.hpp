// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "platform/network/transport.hpp"
#include <latchkey/credentials.hpp>

// Code for both the container endpoint and EC2 instance metadata.
namespace latchkey {

/// The JSON document with the credentials.
struct MetadataReply {
  bool is_json = false;
  std::string missing;      ///< the first required member that is not a string; empty: none
  std::string expiration;   ///< as written; `credentials` has no expiration yet
  std::string code;         ///< of a document without credentials
  Credentials credentials;  ///< the caller sets `source`
};
MetadataReply parse_metadata_reply(std::string_view body);

/// Sets the expiration from the text of the reply. False: it is not a timestamp with a time zone.
bool set_expiration(MetadataReply& reply);

/// Whether botocore retries the failure: no connection, a timeout, a broken connection.
bool is_transient(const TransportFailure& failure);

/// An excerpt of the body for an error message: one short, printable line.
std::string shown_body(std::string_view body);

}  // namespace latchkey
