// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <latchkey/credentials.hpp>

// What STS answers, out of XML. Tolerant of what stand-ins leave out or order otherwise (no namespace, no
// ResponseMetadata, an error without its wrapper); strict about what credentials need.
namespace latchkey {

/// The credentials of a reply, and beside them what botocore's cache keeps.
struct CredentialsReply {
  Credentials credentials;  ///< `source` is left to the caller
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

/// `operation`: AssumeRole, AssumeRoleWithWebIdentity or GetSessionToken. nullopt: it is no such reply, or a
/// part that matters is missing.
std::optional<CredentialsReply> parse_credentials_reply(std::string_view body, const std::string& operation);
std::optional<CallerIdentity> parse_identity_reply(std::string_view body);
std::optional<ErrorReply> parse_error_reply(std::string_view body);

}  // namespace latchkey
