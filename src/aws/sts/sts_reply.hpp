// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <latchkey/credentials.hpp>

// Parses XML replies of STS. Accepts omissions and other orders of STS-compatible servers (no namespace, no
// ResponseMetadata, an error without its wrapper), but requires everything that credentials need.
namespace latchkey {

/// The credentials of a reply, and the data that botocore's cache stores with them.
struct CredentialsReply {
  Credentials credentials;  ///< the caller sets `source`
  std::optional<std::string> assumed_role_id, assumed_role_arn;
  std::optional<long long> packed_policy_size;
  std::optional<std::string> source_identity;
  std::optional<std::string> subject, provider, audience;  ///< of a web identity
  std::optional<std::string> request_id;
};

struct CallerIdentity {
  std::string user_id;
  std::string account;
  std::string arn;
};

/// An error document.
struct ErrorReply {
  std::string code;
  std::string message;
};

/// `operation`: AssumeRole, AssumeRoleWithWebIdentity or GetSessionToken. nullopt: it is not such a reply, or
/// a required part is missing.
std::optional<CredentialsReply> parse_credentials_reply(std::string_view body, const std::string& operation);
std::optional<CallerIdentity> parse_identity_reply(std::string_view body);
std::optional<ErrorReply> parse_error_reply(std::string_view body);

}  // namespace latchkey
