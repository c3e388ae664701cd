// SPDX-License-Identifier: Apache-2.0
#include "aws/cache/role_cache.hpp"

#include <algorithm>
#include <string_view>

#include <nlohmann/json.hpp>

#include "aws/config/paths.hpp"
#include "aws/request/endpoints.hpp"
#include "base/credential_check.hpp"
#include "base/json_reader.hpp"
#include "base/python_json.hpp"
#include "base/secret/credentials_json.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "platform/files/files.hpp"
#include "platform/files/state_directory.hpp"

namespace latchkey {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kNotAFile = "it is not a file";
constexpr std::size_t kLargestEntry = 1U << 20U;
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

std::string endpoint_folder(const Host& host) {
  return StateDirectory(host.env).folder(StateDirectory::Folder::endpoints);
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

bool is_not_a_file(const CacheEntry& entry) {
  return entry.state == CacheEntry::State::unreadable && entry.reason == kNotAFile;
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

RoleCache RoleCache::of_aws_cli(const Host& host, std::string endpoint) {
  RoleCache cache(host, std::move(endpoint));
  cache.folders_ = {paths::cli_cache(host.env)};
  return cache;
}

RoleCache::RoleCache(const Host& host, std::string endpoint)
    : host_(&host),
      endpoint_(std::move(endpoint)),
      folders_{paths::boto_cache(host.env), paths::cli_cache(host.env)} {}

std::string RoleCache::path_in(const std::string& folder, const std::string& key) const {
  return files::join(folder, key + ".json");
}

std::string RoleCache::endpoint_path(const std::string& key) const {
  return files::join(endpoint_folder(*host_), StateDirectory::hashed_name({endpoint_, key}));
}

CacheEntry RoleCache::read(const std::string& path) const {
  constexpr int kTries = 3;
  CacheEntry entry;
  for (int i = 0; i < kTries; ++i) {
    if (i > 0) host_->sleep(std::chrono::milliseconds(5));
    const auto text = ownership::read(paths::place(host_->env), path, kLargestEntry);
    if (!text) {
      entry = {CacheEntry::State::unreadable, {}, text.error().message, std::nullopt};
      if (text.error().cause == Cause::file_unsafe) entry.trusted_until = end_without_checks(path);
    } else if (!*text) {
      entry = {};
      if (files::is_there(path)) {
        entry.state = CacheEntry::State::unreadable;
        entry.reason = kNotAFile;
      }
    } else {
      entry = parse_cache_entry(**text, host_->now(), host_->zone, endpoint_);
      if (entry.credentials) entry.credentials->source = "assume-role";
    }
    if (entry.state != CacheEntry::State::broken) break;
  }
  entry.path = path;
  entry.is_kept = !may_replace(entry);
  return entry;
}

std::optional<TimePoint> RoleCache::end_without_checks(const std::string& path) const {
  const auto text = files::read(path, kLargestEntry);
  if (!text || !*text) return std::nullopt;
  const auto entry = parse_cache_entry(**text, host_->now(), host_->zone, endpoint_);
  return entry.credentials ? entry.credentials->expiration : std::nullopt;
}

std::vector<CacheEntry> RoleCache::look_up(const std::string& key) const {
  std::vector<CacheEntry> entries;
  for (const auto& folder : folders_) entries.push_back(read(path_in(folder, key)));
  if (is_identity_of_aws(endpoint_)) return entries;
  auto own = read(endpoint_path(key));
  if (own.state == CacheEntry::State::valid) entries.push_back(std::move(own));
  return entries;
}

const CacheEntry* RoleCache::best_of(const std::vector<CacheEntry>& entries,
                                     std::chrono::seconds least_left) const {
  const CacheEntry* best = nullptr;
  for (const auto& entry : entries) {
    switch (entry.state) {
      case CacheEntry::State::valid:
      case CacheEntry::State::expiring:
        if (!entry.credentials->last(least_left, host_->now())) {
          host_->debug("cache: " + entry.path + ": ignored: less than " + duration_text(least_left) +
                       " left");
          break;
        }
        host_->debug("cache: " + entry.path + ": valid until " + cache_text(*entry.credentials->expiration));
        if (best == nullptr || *entry.credentials->expiration > *best->credentials->expiration) best = &entry;
        break;
      case CacheEntry::State::absent:
        host_->debug("cache: " + entry.path + ": not there");
        break;
      case CacheEntry::State::broken:
      case CacheEntry::State::unreadable:
      case CacheEntry::State::unused:
        host_->debug("cache: " + entry.path + ": ignored: " + entry.reason);
        break;
    }
  }
  return best;
}

std::optional<Credentials> RoleCache::find(const std::string& key, std::chrono::seconds least_left) const {
  const auto entries = look_up(key);
  const auto* best = best_of(entries, least_left);
  return best != nullptr ? best->credentials : std::nullopt;
}

std::optional<Credentials> RoleCache::find_and_repair(const std::string& key,
                                                      std::chrono::seconds least_left) const {
  const auto entries = look_up(key);
  const auto* best = best_of(entries, least_left);
  if (best == nullptr) return std::nullopt;
  const auto is_broken = [](const CacheEntry& entry) { return entry.state == CacheEntry::State::broken; };
  if (best->state == CacheEntry::State::valid && std::any_of(entries.begin(), entries.end(), is_broken)) {
    if (const auto copied = copy(best->path, entries, is_broken); !copied)
      host_->debug("cache: " + copied.error().message);
  }
  return best->credentials;
}

Result<std::vector<files::Reservation>> RoleCache::reserve() const {
  constexpr std::size_t kReservedBytes = 4096;
  std::vector<files::Reservation> reservations;
  for (const auto& folder : folders_) {
    TRY(auto reservation, files::Reservation::reserve(folder, kReservedBytes));
    reservations.push_back(std::move(reservation));
  }
  return reservations;
}

Result<void> RoleCache::store(const std::string& key, const StsReply<CredentialsReply>& reply) const {
  return store_text(key, cache_entry_text(reply, endpoint_));
}

Result<void> RoleCache::store_sso(const std::string& key, const Credentials& credentials) const {
  return store_text(key, sso_entry_text(credentials, endpoint_));
}

/// AWS's entry replaces any. One of a configured endpoint does not replace what callers of another endpoint
/// can still use.
bool RoleCache::may_replace(const CacheEntry& entry) const {
  if (is_identity_of_aws(endpoint_) || entry.endpoint == endpoint_ || !entry.credentials) return true;
  const auto left = *entry.credentials->expiration - host_->now();
  return left < kLeastTimeLeft || left > kLongestRole + kClockSkew;
}

Result<void> RoleCache::store_text(const std::string& key, const SecretText& text) const {
  Result<void> result;
  bool goes_to_endpoint_folder = false;
  for (const auto& folder : folders_) {
    const auto path = path_in(folder, key);
    if (!is_identity_of_aws(endpoint_) && read(path).is_kept) {
      host_->warn(path + " holds valid credentials that are not of " + shown_identity(endpoint_) +
                  ", so it is not replaced; other tools use those");
      goes_to_endpoint_folder = true;
      continue;
    }
    auto written = files::write_private(path, text);
    if (!written && result) result = std::move(written);
  }
  if (goes_to_endpoint_folder) {
    auto written = files::write_private(endpoint_path(key), text);
    if (!written && result) result = std::move(written);
  }
  return result;
}

Result<void> RoleCache::replicate(const std::string& key) const {
  const auto entries = look_up(key);
  const CacheEntry* best = nullptr;
  for (const auto& entry : entries) {
    if (entry.state != CacheEntry::State::valid) continue;
    if (best == nullptr || *entry.credentials->expiration > *best->credentials->expiration) best = &entry;
  }
  if (best == nullptr) return {};
  // `status` names what is not a file, and store() has warned of it.
  return copy(best->path, entries, [](const CacheEntry& entry) {
    return entry.state != CacheEntry::State::valid && !is_not_a_file(entry);
  });
}

Result<void> RoleCache::copy(const std::string& from, const std::vector<CacheEntry>& entries,
                             bool (*is_replaced)(const CacheEntry&)) const {
  TRY(const auto text, ownership::read(paths::place(host_->env), from, kLargestEntry));
  if (!text) return {};
  Result<void> result;
  for (const auto& entry : entries) {
    if (!is_replaced(entry) || !may_replace(entry)) continue;
    auto written = files::write_private(entry.path, *text);
    if (!written && result) result = std::move(written);
  }
  return result;
}

Result<int> RoleCache::forget(const std::string& key) const {
  int count = 0;
  for (const auto& folder : folders_) {
    TRY(const bool removed, files::remove(path_in(folder, key)));
    count += removed ? 1 : 0;
  }
  CHECK(files::remove(endpoint_path(key)));
  return count;
}

Result<std::set<std::string>> RoleCache::forget_all() const {
  constexpr std::string_view kEnding = ".json";
  constexpr std::size_t kDigits = 40;
  std::set<std::string> keys;
  for (const auto& folder : folders_) {
    for (const auto& name : files::names_in(folder)) {
      const auto key = name.substr(0, kDigits);
      const bool is_entry = name == key + std::string(kEnding) &&
                            key.find_first_not_of("0123456789abcdef") == std::string::npos &&
                            key.size() == kDigits;
      if (!is_entry || !read(path_in(folder, key)).credentials) continue;
      TRY(const bool removed, files::remove(path_in(folder, key)));
      if (removed) keys.insert(key);
    }
  }
  return keys;
}

bool RoleCache::has_endpoint_entries(const Host& host) {
  return !files::names_in(endpoint_folder(host)).empty();
}

Result<void> RoleCache::forget_endpoint_entries(const Host& host) {
  const auto folder = endpoint_folder(host);
  for (const auto& name : files::names_in(folder)) CHECK(files::remove(files::join(folder, name)));
  return {};
}

std::string not_stored(const Error& error) {
  return error.message + "; other tools will not find these credentials" +
         (error.hint.empty() ? "" : ": " + error.hint);
}

}  // namespace latchkey
