// SPDX-License-Identifier: Apache-2.0
#include "aws/request/metadata_reply.hpp"

#include <nlohmann/json.hpp>

#include "base/json_reader.hpp"
#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "base/unicode.hpp"

namespace latchkey {
namespace {

using Json = nlohmann::json;

/// Moves a text out of the document, so that no second copy of a secret remains.
std::optional<std::string> take_text(Json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  if (found == object.end() || !found->is_string()) return std::nullopt;
  return std::move(found->get_ref<std::string&>());
}

}  // namespace

MetadataReply parse_metadata_reply(std::string_view body) {
  MetadataReply reply;
  auto document = read_json(body);
  Json& json = *document;
  reply.is_json = !json.is_discarded();
  if (!reply.is_json) return reply;
  const auto take = [&](const char* name) {
    auto value = take_text(json, name);
    if (!value && reply.missing.empty()) reply.missing = name;
    return value.value_or(std::string());
  };
  reply.credentials.access_key_id = take("AccessKeyId");
  reply.credentials.secret_access_key = Secret(take("SecretAccessKey"));
  reply.credentials.session_token = Secret(take("Token"));
  reply.expiration = take("Expiration");
  reply.credentials.account_id = take_text(json, "AccountId");
  reply.code = take_text(json, "Code").value_or("");
  return reply;
}

bool set_expiration(MetadataReply& reply) {
  const auto time = parse_timestamp(reply.expiration);
  if (!time) return false;
  reply.credentials.expiration = time->at;
  reply.credentials.expiration_offset = time->offset;
  return true;
}

bool is_transient(const TransportFailure& failure) {
  using Reason = TransportFailure::Reason;
  return failure.reason == Reason::resolve || failure.reason == Reason::connect ||
         failure.reason == Reason::timeout || failure.reason == Reason::broken;
}

std::string shown_body(std::string_view body) {
  constexpr std::size_t kLongest = 200;
  const auto line = unicode::strip(body.substr(0, body.find('\n')));
  const std::string shown = text::printable(line.substr(0, kLongest));
  return shown.empty() ? shown : ": " + shown;
}

}  // namespace latchkey
