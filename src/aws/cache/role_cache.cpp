// SPDX-License-Identifier: Apache-2.0
#include "aws/cache/role_cache.hpp"

#include <algorithm>
#include <string_view>

#include "aws/config/paths.hpp"
#include "aws/request/endpoints.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "platform/files/files.hpp"
#include "platform/files/state_directory.hpp"

namespace latchkey {
namespace {

constexpr std::size_t kLargestEntry = 1U << 20U;

std::string endpoint_folder(const Host& host) {
  return StateDirectory(host.env).folder(StateDirectory::Folder::endpoints);
}

}  // namespace

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
        entry.reason = "it is not a file";
        entry.is_no_file = true;
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

/// An entry of AWS replaces any other. One of a configured endpoint does not replace an entry that is still
/// valid for another endpoint.
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
  const auto* best = best_of(entries, kLeastTimeLeft);
  if (best == nullptr) return {};
  // `status` reports paths that are not files, and store() has printed a warning.
  return copy(best->path, entries, [](const CacheEntry& entry) {
    return entry.state != CacheEntry::State::valid && !entry.is_no_file;
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
