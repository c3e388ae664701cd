// SPDX-License-Identifier: Apache-2.0
#include "aws/sts/sts_reply.hpp"

#include <algorithm>
#include <sstream>

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>

#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "base/unicode.hpp"

namespace latchkey {
namespace {

using Tree = boost::property_tree::ptree;

std::optional<Tree> parse_xml(std::string_view body) {
  // The XML parser recurses once per open element. Replies of STS have far fewer.
  constexpr std::ptrdiff_t kMostTags = 500;
  if (std::count(body.begin(), body.end(), '<') > kMostTags || !unicode::is_valid(body)) return std::nullopt;
  std::istringstream in{std::string(body)};
  Tree tree;
  try {
    boost::property_tree::read_xml(in, tree, boost::property_tree::xml_parser::trim_whitespace);
  } catch (const boost::property_tree::xml_parser_error&) {
    return std::nullopt;
  }
  return tree;
}

const Tree* child(const Tree* tree, const char* name) {
  if (tree == nullptr) return nullptr;
  const auto found = tree->find(name);
  return found == tree->not_found() ? nullptr : &found->second;
}

std::optional<std::string> text_of(const Tree* tree, const char* name) {
  const auto* found = child(tree, name);
  return found != nullptr ? std::optional(found->data()) : std::nullopt;
}

/// The fifth field of an ARN (botocore/credentials.py:850-857).
std::optional<std::string> account_of(const std::string& arn) {
  if (arn.compare(0, 4, "arn:") != 0 || std::count(arn.begin(), arn.end(), ':') < 5) return std::nullopt;
  std::size_t start = 0;
  for (int field = 0; field < 4; ++field) start = arn.find(':', start) + 1;
  return arn.substr(start, arn.find(':', start) - start);
}

}  // namespace

std::optional<CredentialsReply> parse_credentials_reply(std::string_view body, const std::string& operation) {
  const auto tree = parse_xml(body);
  if (!tree) return std::nullopt;
  const auto* response = child(&*tree, (operation + "Response").c_str());
  const auto* result = child(response, (operation + "Result").c_str());
  const auto* found = child(result, "Credentials");
  const auto id = text_of(found, "AccessKeyId");
  const auto secret = text_of(found, "SecretAccessKey");
  const auto token = text_of(found, "SessionToken");
  const auto expiration = text_of(found, "Expiration");
  if (!id || id->empty() || !secret || secret->empty() || !token || token->empty() || !expiration)
    return std::nullopt;
  const auto time = parse_timestamp(*expiration);
  if (!time) return std::nullopt;

  CredentialsReply reply;
  reply.credentials.access_key_id = *id;
  reply.credentials.secret_access_key = Secret(*secret);
  reply.credentials.session_token = Secret(*token);
  reply.credentials.expiration = time->at;
  reply.credentials.expiration_offset = time->offset;
  const auto* user = child(result, "AssumedRoleUser");
  reply.assumed_role_id = text_of(user, "AssumedRoleId");
  reply.assumed_role_arn = text_of(user, "Arn");
  if (reply.assumed_role_arn) reply.credentials.account_id = account_of(*reply.assumed_role_arn);
  if (const auto size = text_of(result, "PackedPolicySize"))
    reply.packed_policy_size = text::parse_int(*size);
  reply.source_identity = text_of(result, "SourceIdentity");
  reply.subject = text_of(result, "SubjectFromWebIdentityToken");
  reply.provider = text_of(result, "Provider");
  reply.audience = text_of(result, "Audience");
  reply.request_id = text_of(child(response, "ResponseMetadata"), "RequestId");
  return reply;
}

std::optional<CallerIdentity> parse_identity_reply(std::string_view body) {
  const auto tree = parse_xml(body);
  if (!tree) return std::nullopt;
  const auto* result = child(child(&*tree, "GetCallerIdentityResponse"), "GetCallerIdentityResult");
  auto user = text_of(result, "UserId");
  auto account = text_of(result, "Account");
  auto arn = text_of(result, "Arn");
  if (!user || !account || !arn) return std::nullopt;
  return CallerIdentity{*std::move(user), *std::move(account), *std::move(arn)};
}

std::optional<ErrorReply> parse_error_reply(std::string_view body) {
  const auto tree = parse_xml(body);
  if (!tree) return std::nullopt;
  const Tree* error = child(child(&*tree, "ErrorResponse"), "Error");
  if (error == nullptr) error = child(child(child(&*tree, "ErrorResponse"), "Errors"), "Error");
  if (error == nullptr) error = child(&*tree, "Error");
  auto code = text_of(error, "Code");
  if (!code || code->empty()) return std::nullopt;
  return ErrorReply{*std::move(code), text_of(error, "Message").value_or("")};
}

}  // namespace latchkey
