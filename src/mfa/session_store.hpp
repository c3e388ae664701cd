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

/// What an MFA session belongs to. Nothing else may use it, send its token or remove it.
struct MfaOrigin {
  std::string endpoint;       ///< the identity of the STS that issued it (aws/request/endpoints.hpp)
  std::string access_key_id;  ///< of the long-term keys that signed the call; empty in a search: any
  std::string device;         ///< mfa_serial

  bool operator==(const MfaOrigin&) const = default;
};

/// What GetSessionToken gave for one code.
struct MfaSession {
  MfaOrigin origin;
  std::string profile;  ///< that it was got for, to name it
  TimePoint began;
  Credentials credentials;  ///< always with session token and expiration
};

/// The MFA sessions in ~/.aws/latchkey/sessions, one file (0600) for each origin, encrypted where the system
/// does that for a user (user_encryption.hpp). A file that is broken counts as absent, and the next store
/// repairs it. docs/state-format.md.
class SessionStore {
 public:
  explicit SessionStore(const Host& host);

  /// nullopt: none, or one that has ended.
  std::optional<MfaSession> find(const MfaOrigin& origin) const;
  /// Every one that has not ended.
  std::vector<MfaSession> all() const;
  /// Why files are not used, an error for each, with the file as its origin. Those of another system and of a
  /// later version are left out.
  std::vector<Error> broken() const;

  /// Reserves disk space for what store() writes, before a code is spent. Errors: io - also if a folder is in
  /// the place of that session's file.
  Result<files::Reservation> reserve(const MfaOrigin& origin) const;
  /// What is in the place of a session's file and is not a file. nullopt: nothing is.
  std::optional<Error> obstacle(const MfaOrigin& origin) const;
  /// Whether anything in the folder is not a file.
  bool has_obstacles() const;
  Result<void> store(const MfaSession& session) const;
  /// Returns whether there was one. Errors: io.
  Result<bool> forget(const MfaOrigin& origin) const;
  /// Removes what broken() names and can be read, also sessions of earlier versions, which do not name the
  /// endpoint that issued them. Errors: io.
  Result<void> remove_broken() const;
  /// Removes every file of a session, also of one that has expired or cannot be read. Errors: io.
  Result<void> forget_all() const;

  /// Where they are, for those who want to know whether any came or went.
  const std::string& folder() const { return folder_; }

 private:
  std::string path_of(const MfaOrigin& origin) const;
  std::optional<MfaSession> read(const std::string& path) const;
  std::optional<Error> fault_of(const std::string& path) const;

  const Host* host_;
  std::string folder_;
};

}  // namespace latchkey
