// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "world/world.hpp"

namespace testbed {

enum class CallerKind { user_keys, user_session, role_session };

/// Who signed a request.
struct Caller {
  CallerKind kind = CallerKind::user_keys;
  std::string account;
  std::string arn;      ///< of the user, or of the assumed-role session
  std::string user_id;  ///< AIDA..., or AROA...:session name
  const User* user = nullptr;
  const Role* role = nullptr;          ///< role_session only
  std::optional<std::int64_t> mfa_at;  ///< when a code was given for this session
};

/// A session of the role, arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION. Such sessions carry no MFA: mfa_at
/// is empty, so chaining cannot satisfy a role that wants it.
Caller role_session_caller(const Role& role, const std::string& session_name);

}  // namespace testbed
