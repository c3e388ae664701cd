// SPDX-License-Identifier: Apache-2.0
#include "mfa/session_store.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "aws/sts/sts.hpp"
#include "base/credential_check.hpp"
#include "base/json_reader.hpp"
#include "base/python_json.hpp"
#include "base/secret/credentials_json.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "platform/crypto/user_encryption.hpp"
#include "platform/files/files.hpp"
#include "platform/files/state_directory.hpp"
#include "platform/files/temporary_files.hpp"

namespace latchkey {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kKind = "mfa-session";

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// The kind of a file whose content the system has encrypted for this user.
std::string closed_kind() {
  return std::string(kKind) + '-' + std::string(user_encryption::scheme());
}

/// Encrypts if the system supports it; otherwise only the file's mode protects it.
SecretText protected_text(std::string_view content) {
  const auto closed = user_encryption::close(content);
  return closed ? with_checksum(closed_kind(), *closed) : with_checksum(kKind, content);
}

/// Unencrypted files are read on all systems, because Windows and WSL may share a home folder.
std::optional<SecretText> unprotected_text(std::string_view text, std::string& why) {
  const auto closed =
      user_encryption::scheme().empty() ? std::nullopt : without_checksum(closed_kind(), text);
  if (!closed) return without_checksum(kKind, text);
  auto opened = user_encryption::open(*closed);
  if (!opened) why = "it is encrypted for another user or machine";
  return opened;
}

SecretText session_text(const MfaSession& session) {
  const auto& found = session.credentials;
  OrderedSecretJson document;
  Json& json = *document;
  json["endpoint"] = session.origin.endpoint;
  json["device"] = session.origin.device;
  json["access_key_id"] = session.origin.access_key_id;
  json["profile"] = session.profile;
  json["began"] = isoformat({session.began});
  Json& credentials = json["credentials"];
  add_keys(credentials, found);
  credentials["Expiration"] = isoformat({found.expiration.value_or(TimePoint{})});
  return protected_text(python_json(json) += '\n');
}

std::optional<MfaSession> parse_session(std::string_view text, std::string& why) {
  const auto content = unprotected_text(text, why);
  if (!content) return std::nullopt;
  const auto document = read_ordered_json(*content);
  const Json& json = *document;
  if (!json.is_object() || !json.contains("credentials")) return std::nullopt;
  const Json& found = json["credentials"];
  const auto began = parse_timestamp(text_of(json, "began"));
  const auto expiration = parse_timestamp(text_of(found, "Expiration"));
  if (!began || !expiration || !json.contains("endpoint")) return std::nullopt;
  if (expiration->at - began->at > kLongestMfaSession + kClockSkew) return std::nullopt;
  MfaSession session{{text_of(json, "endpoint"), text_of(json, "access_key_id"), text_of(json, "device")},
                     text_of(json, "profile"),
                     began->at,
                     {}};
  session.credentials.access_key_id = text_of(found, "AccessKeyId");
  session.credentials.secret_access_key = Secret(text_of(found, "SecretAccessKey"));
  session.credentials.session_token = Secret(text_of(found, "SessionToken"));
  session.credentials.expiration = expiration->at;
  session.credentials.source = "mfa-session";
  if (const auto flaw = flaw_in(session.credentials)) {
    why = *flaw;
    return std::nullopt;
  }
  return session;
}

/// Whether another system encrypted the file, or a later version wrote it.
bool is_foreign(std::string_view text) {
  const std::string start = "latchkey " + std::string(kKind);
  if (!text.starts_with(start) || text.starts_with(start + " 1 ")) return false;
  if (user_encryption::scheme().empty()) return true;
  const auto closed = without_checksum(closed_kind(), text);
  return !text.starts_with("latchkey " + closed_kind() + " 1 ") ||
         (closed && !user_encryption::open(*closed));
}

}  // namespace

SessionStore::SessionStore(const Host& host)
    : host_(&host), folder_(StateDirectory(host.env).folder(StateDirectory::Folder::sessions)) {}

std::string SessionStore::path_of(const MfaOrigin& origin) const {
  return files::join(folder_,
                     StateDirectory::hashed_name({origin.endpoint, origin.access_key_id, origin.device}));
}

std::optional<MfaSession> SessionStore::read(const std::string& path) const {
  auto text = StateDirectory(host_->env).read(path);
  if (!text || !*text) {
    host_->debug("mfa session: " + path + ": " + (text ? "not there" : text.error().message));
    return std::nullopt;
  }
  std::string why = "it is broken";
  auto session = parse_session(**text, why);
  if (!session) {
    host_->debug("mfa session: " + path + ": ignored: " + why);
    return std::nullopt;
  }
  const bool lives = *session->credentials.expiration > host_->now();
  host_->debug("mfa session: " + path + ": " + (lives ? "lasts until " : "ended at ") +
               isoformat({*session->credentials.expiration}));
  if (!lives) return std::nullopt;
  return session;
}

std::optional<MfaSession> SessionStore::find(const MfaOrigin& origin) const {
  auto session = read(path_of(origin));
  const bool is_it = session && session->origin == origin;
  return is_it ? std::move(session) : std::nullopt;
}

std::vector<MfaSession> SessionStore::all() const {
  std::vector<MfaSession> sessions;
  for (const auto& name : files::names_in(folder_)) {
    const auto path = files::join(folder_, name);
    auto session = read(path);
    // A copy under another name is ignored.
    if (session && path == path_of(session->origin)) sessions.push_back(*std::move(session));
  }
  return sessions;
}

Result<files::Reservation> SessionStore::reserve(const MfaOrigin& origin) const {
  constexpr std::size_t kReservedBytes = 4096;
  if (auto in_place = obstacle(origin)) return tl::unexpected(*std::move(in_place));
  return files::Reservation::reserve(folder_, kReservedBytes);
}

Result<void> SessionStore::store(const MfaSession& session) const {
  return files::write_private(path_of(session.origin), session_text(session));
}

std::optional<Error> SessionStore::obstacle(const MfaOrigin& origin) const {
  const auto path = path_of(origin);
  if (!files::is_there(path) || files::is_file(path)) return std::nullopt;
  return Error{Cause::mfa_session_unusable, "the MFA session cannot be stored, as this is not a file",
               "move " + path + " away", Origin::file(path)};
}

bool SessionStore::has_obstacles() const {
  const auto names = files::names_in(folder_);
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& name) { return !files::is_file(files::join(folder_, name)); });
}

Result<bool> SessionStore::forget(const MfaOrigin& origin) const {
  return files::remove(path_of(origin));
}

std::optional<Error> SessionStore::fault_of(const std::string& path) const {
  const Error error{Cause::mfa_session_unusable,
                    "the MFA session is not used: ", "the next login replaces it", Origin::file(path)};
  const auto with = [&](const std::string& why) {
    auto fault = error;
    fault.message += why;
    return fault;
  };
  const auto text = StateDirectory(host_->env).read(path);
  if (!text) return with(text.error().message);
  if (!*text) return std::nullopt;
  std::string why = "it is broken";
  const bool is_whole = is_foreign(**text) || parse_session(**text, why);
  return is_whole ? std::nullopt : std::optional(with(why));
}

std::vector<Error> SessionStore::broken() const {
  std::vector<Error> faults;
  for (const auto& name : files::names_in(folder_)) {
    if (temporaries::is_name(name, temporaries::WrittenBy::any_tool)) continue;
    if (auto fault = fault_of(files::join(folder_, name))) faults.push_back(*std::move(fault));
  }
  return faults;
}

Result<void> SessionStore::remove_broken() const {
  Result<void> result;
  for (const auto& fault : broken()) {
    const auto& path = fault.origin.name;
    if (!StateDirectory(host_->env).read(path)) continue;
    const auto removed = files::remove(path);
    if (!removed && result) result = tl::unexpected(removed.error());
  }
  return result;
}

Result<void> SessionStore::forget_all() const {
  for (const auto& name : files::names_in(folder_)) {
    const auto path = files::join(folder_, name);
    const bool is_temporary = temporaries::is_name(name, temporaries::WrittenBy::any_tool);
    if (!is_temporary && files::is_file(path)) CHECK(files::remove(path));
  }
  return {};
}

}  // namespace latchkey
