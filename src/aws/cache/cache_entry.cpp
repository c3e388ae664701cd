// SPDX-License-Identifier: Apache-2.0
#include "aws/cache/cache_entry.hpp"

#include <nlohmann/json.hpp>

#include "aws/request/endpoints.hpp"
#include "base/credential_check.hpp"
#include "base/json_reader.hpp"
#include "base/python_json.hpp"
#include "base/secret/credentials_json.hpp"
#include "base/timestamp.hpp"

namespace latchkey {
namespace {

using Json = nlohmann::ordered_json;

/// The member that marks an entry of an endpoint other than AWS's.
constexpr const char* kMark = "LatchkeyEndpoint";

std::string* text_member(Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get_ptr<std::string*>() : nullptr;
}

CacheEntry broken(std::string reason) {
  return {CacheEntry::State::broken, {}, std::move(reason), std::nullopt};
}

/// Why a whole entry is not used; empty: it is.
std::string why_unused(const Json& mark, TimePoint expiration, TimePoint now, std::string_view endpoint) {
  if (!mark.is_null() && !mark.is_string()) return "it is marked with an endpoint that is not text";
  if (mark.is_string() && mark.get_ref<const std::string&>() != endpoint)
    return "it was issued by " + shown_identity(mark.get_ref<const std::string&>()) + ", not by " +
           shown_identity(endpoint);
  if (expiration > now + kLongestRole + kClockSkew)
    return "it expires in more than 12 hours, which no role's credentials do";
  return {};
}

void add_mark(Json& json, const std::string& endpoint) {
  if (!is_identity_of_aws(endpoint)) json[kMark] = endpoint;
}

std::optional<Timestamp> parse_expiration(const std::string& text, const std::function<LocalZone()>& zone) {
  if (const auto time = parse_timestamp(text)) return time;
  // Rarely, a tool wrote local time with this machine's own zone name; asking for that costs a file.
  const LocalZone local = zone();
  return parse_timestamp(text, {local.standard_name, local.standard_offset},
                         {local.daylight_name, local.daylight_offset});
}

}  // namespace

CacheEntry parse_cache_entry(std::string_view text, TimePoint now, const std::function<LocalZone()>& zone,
                             std::string_view endpoint) {
  // Python's reader refuses a byte order mark, ours would skip it.
  if (text.substr(0, 3) == "\xEF\xBB\xBF") return broken("it begins with a byte order mark");
  auto document = read_ordered_json(text);
  Json& json = *document;
  if (json.is_discarded()) return broken(text.empty() ? "it is empty" : "it is not JSON");
  if (!json.is_object()) return broken("it is not a JSON object");
  const auto members = json.find("Credentials");
  if (members == json.end() || !members->is_object()) return broken("it has no Credentials");
  auto* id = text_member(*members, "AccessKeyId");
  auto* secret = text_member(*members, "SecretAccessKey");
  auto* token = text_member(*members, "SessionToken");
  const auto* expiration = text_member(*members, "Expiration");
  if (id == nullptr || secret == nullptr || token == nullptr || expiration == nullptr) {
    return broken("its Credentials lack AccessKeyId, SecretAccessKey, SessionToken or Expiration");
  }
  const auto time = parse_expiration(*expiration, zone);
  if (!time) return broken("its Expiration is not a timestamp with a time zone");

  Credentials found;
  found.access_key_id = std::move(*id);
  found.secret_access_key = Secret(std::move(*secret));
  found.session_token = Secret(std::move(*token));
  found.expiration = time->at;
  found.expiration_offset = time->offset;
  if (const auto* account = text_member(*members, "AccountId")) found.account_id = *account;
  if (const auto flaw = flaw_in(found)) return broken(*flaw);
  const auto mark = json.find(kMark);
  auto reason = why_unused(mark == json.end() ? Json() : *mark, time->at, now, endpoint);
  const auto state = !reason.empty()                   ? CacheEntry::State::unused
                     : found.last(kLeastTimeLeft, now) ? CacheEntry::State::valid
                                                       : CacheEntry::State::expiring;
  return {state,
          {},
          std::move(reason),
          std::move(found),
          mark != json.end() && mark->is_string() ? mark->get<std::string>() : std::string()};
}

const char* name_of(CacheEntry::State state) {
  switch (state) {
    case CacheEntry::State::valid:
      return "valid";
    case CacheEntry::State::expiring:
      return "expiring";
    case CacheEntry::State::absent:
      return "absent";
    case CacheEntry::State::broken:
      return "broken";
    case CacheEntry::State::unreadable:
      return "unreadable";
    case CacheEntry::State::unused:
      return "unused";
  }
  return "";
}

bool serves_other_tools(const CacheEntry& entry, TimePoint now) {
  return entry.state == CacheEntry::State::valid ||
         (entry.trusted_until && *entry.trusted_until - now >= kLeastTimeLeft) ||
         (entry.state == CacheEntry::State::unused && entry.credentials->last(kLeastTimeLeft, now));
}

SecretText cache_entry_text(const StsReply<CredentialsReply>& reply, const std::string& endpoint) {
  const Credentials& found = reply.value.credentials;
  OrderedSecretJson document;
  Json& json = *document;
  Json& credentials = json["Credentials"];
  add_keys(credentials, found);
  credentials["Expiration"] = cache_text(found.expiration.value_or(TimePoint{}));
  if (found.account_id) credentials["AccountId"] = *found.account_id;
  if (reply.value.subject) json["SubjectFromWebIdentityToken"] = *reply.value.subject;
  if (reply.value.assumed_role_id && reply.value.assumed_role_arn) {
    json["AssumedRoleUser"] = {{"AssumedRoleId", *reply.value.assumed_role_id},
                               {"Arn", *reply.value.assumed_role_arn}};
  }
  if (reply.value.packed_policy_size) json["PackedPolicySize"] = *reply.value.packed_policy_size;
  if (reply.value.provider) json["Provider"] = *reply.value.provider;
  if (reply.value.audience) json["Audience"] = *reply.value.audience;
  if (reply.value.source_identity) json["SourceIdentity"] = *reply.value.source_identity;
  Json& metadata = json["ResponseMetadata"] = Json::object();
  if (reply.value.request_id) metadata["RequestId"] = *reply.value.request_id;
  metadata["HTTPStatusCode"] = reply.status;
  Json& headers = metadata["HTTPHeaders"] = Json::object();
  for (const auto& [name, value] : reply.headers) headers[name] = value.reveal();
  metadata["RetryAttempts"] = reply.retries;
  add_mark(json, endpoint);
  return python_json(json);
}

SecretText sso_entry_text(const Credentials& found, const std::string& endpoint) {
  OrderedSecretJson document;
  Json& json = *document;
  json["ProviderType"] = "sso";
  Json& credentials = json["Credentials"];
  add_keys(credentials, found);
  credentials["Expiration"] = utc_text(found.expiration.value_or(TimePoint{}));
  credentials["AccountId"] = found.account_id.value_or("");
  add_mark(json, endpoint);
  return python_json(json);
}

}  // namespace latchkey
