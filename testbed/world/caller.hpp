// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "world/world.hpp"

namespace testbed {

enum class CallerKind { user_keys, user_session, role_session };

/// The signer of a request.
struct Caller {
  CallerKind kind = CallerKind::user_keys;
  std::string account;
  std::string arn;      ///< of the user, or of the assumed-role session
  std::string user_id;  ///< AIDA..., or AROA...:session name
  const User* user = nullptr;
  const Role* role = nullptr;          ///< role_session only
  std::optional<std::int64_t> mfa_at;  ///< when a code was used for this session
};

/// A session of the role, arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION. Such sessions have no MFA: mfa_at
/// is empty, so role chaining cannot satisfy a role that requires it.
Caller role_session_caller(const Role& role, const std::string& session_name);

}  // namespace testbed
