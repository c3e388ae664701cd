// SPDX-License-Identifier: Apache-2.0
#include "mfa/used_codes.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/json_reader.hpp"
#include "base/python_json.hpp"
#include "platform/crypto/hash.hpp"
#include "platform/files/files.hpp"
#include "platform/files/state_directory.hpp"

namespace latchkey {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kKind = "spent-codes";
constexpr std::chrono::seconds kWindow{30};       // RFC 6238's default, which AWS requires
constexpr std::chrono::seconds kRemembered{300};  // longer than AWS accepts a code

std::chrono::microseconds distance(TimePoint a, TimePoint b) {
  return a > b ? a - b : b - a;
}

/// The time of an entry, which may be any number in the file. nullopt: it is outdated.
std::optional<TimePoint> remembered_time(long long seconds, TimePoint now) {
  // Compared as seconds first: other numbers may be too large for a TimePoint.
  const auto here = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
  constexpr auto kMost = kRemembered.count() + 1;
  if (seconds < here - kMost || seconds > here + kMost) return std::nullopt;
  const TimePoint at{std::chrono::seconds{seconds}};
  return distance(at, now) < kRemembered ? std::optional(at) : std::nullopt;
}

}  // namespace

UsedCodes::UsedCodes(const Host& host, const std::string& endpoint, const std::string& device)
    : host_(&host),
      device_(device),
      path_(StateDirectory(host.env).file(StateDirectory::Folder::codes,
                                          StateDirectory::hashed_name({endpoint, device}))) {
  const auto content = StateDirectory(host.env).read_checksummed(path_, kKind);
  const auto document = content ? read_ordered_json(*content) : OrderedSecretJson();
  const Json& json = *document;
  if (!json.is_array()) return;
  for (const auto& entry : json) {
    if (!entry.is_object() || !entry.contains("hash") || !entry.contains("at")) continue;
    if (!entry["hash"].is_string() || !entry["at"].is_number_integer()) continue;
    if (const auto at = remembered_time(entry["at"].get<long long>(), host.now()))
      entries_.push_back({entry["hash"], *at});
  }
}

Result<files::Reservation> UsedCodes::reserve() const {
  constexpr std::size_t kReservedBytes = 4096;
  return files::Reservation::reserve(files::folder_of(path_), kReservedBytes);
}

std::string UsedCodes::hash_of(const Secret& code) const {
  return sha256_hex(device_ + '\n' + code.reveal());
}

std::optional<TimePoint> UsedCodes::spent_at(const Secret& code) const {
  const auto hash = hash_of(code);
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.hash == hash; });
  return found == entries_.end() ? std::nullopt : std::optional(found->at);
}

std::optional<std::chrono::seconds> UsedCodes::next_code_in() const {
  const auto now = host_->now().time_since_epoch();
  const bool spent = std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.at.time_since_epoch() / kWindow == now / kWindow;
  });
  if (!spent) return std::nullopt;
  return std::chrono::ceil<std::chrono::seconds>(kWindow - now % kWindow);
}

Result<void> UsedCodes::mark_used(const Secret& code) {
  entries_.push_back({hash_of(code), host_->now()});
  return write();
}

Result<void> UsedCodes::unmark_used(const Secret& code) {
  const auto hash = hash_of(code);
  const auto is_it = [&](const Entry& entry) { return entry.hash == hash; };
  entries_.erase(std::remove_if(entries_.begin(), entries_.end(), is_it), entries_.end());
  return write();
}

Result<void> UsedCodes::write() const {
  Json json = Json::array();
  for (const auto& entry : entries_) {
    json.push_back(
        {{"hash", entry.hash},
         {"at", std::chrono::duration_cast<std::chrono::seconds>(entry.at.time_since_epoch()).count()}});
  }
  return files::write_private(path_, with_checksum(kKind, python_json(json) += '\n'));
}

}  // namespace latchkey
