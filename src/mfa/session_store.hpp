// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/files/files.hpp"
#include "platform/host.hpp"
#include <latchkey/credentials.hpp>
#include <latchkey/error.hpp>

namespace latchkey {

/// The origin of an MFA session. Only calls of the same origin may use it, send its token or remove it.
struct MfaOrigin {
  std::string endpoint;       ///< the identity of the STS that issued it (aws/request/endpoints.hpp)
  std::string access_key_id;  ///< of the long-term keys that signed the call; empty in a search: any key
  std::string device;         ///< mfa_serial

  bool operator==(const MfaOrigin&) const = default;
};

/// The result of GetSessionToken for one code.
struct MfaSession {
  MfaOrigin origin;
  std::string profile;  ///< that prompted, for messages
  TimePoint began;
  Credentials credentials;  ///< always with session token and expiration
};

/// The MFA sessions in ~/.aws/latchkey/sessions, one file (0600) per origin, encrypted if the system supports
/// it (user_encryption.hpp). A broken file counts as absent, and the next store() repairs it. See
/// docs/state-format.md.
class SessionStore {
 public:
  explicit SessionStore(const Host& host);

  /// nullopt: none, or an expired one.
  std::optional<MfaSession> find(const MfaOrigin& origin) const;
  /// All sessions that have not expired.
  std::vector<MfaSession> all() const;
  /// An error for each file that is not used, with the file as its origin. Omits files of another system and
  /// of later versions.
  std::vector<Error> broken() const;

  /// Reserves disk space for store(), before a code is used. Errors: io - also if a folder is at the path of
  /// that session's file.
  Result<files::Reservation> reserve(const MfaOrigin& origin) const;
  /// The error if something other than a file is at the path of a session. nullopt: nothing is.
  std::optional<Error> obstacle(const MfaOrigin& origin) const;
  /// Whether the folder contains anything except files.
  bool has_obstacles() const;
  Result<void> store(const MfaSession& session) const;
  /// Returns whether it existed. Errors: io.
  Result<bool> forget(const MfaOrigin& origin) const;
  /// Removes the readable files of broken(), including sessions of earlier versions, which do not contain
  /// their endpoint. Errors: io.
  Result<void> remove_broken() const;
  /// Removes all files of sessions, also expired and unreadable ones. Errors: io.
  Result<void> forget_all() const;

  /// The folder, for detecting changes.
  const std::string& folder() const { return folder_; }

 private:
  std::string path_of(const MfaOrigin& origin) const;
  std::optional<MfaSession> read(const std::string& path) const;
  std::optional<Error> fault_of(const std::string& path) const;

  const Host* host_;
  std::string folder_;
};

}  // namespace latchkey
