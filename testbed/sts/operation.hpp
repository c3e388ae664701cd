// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "auth/aws_error.hpp"
#include "base/form.hpp"
#include "world/caller.hpp"
#include "world/mfa.hpp"
#include "world/sessions.hpp"
#include "world/world.hpp"

namespace testbed {

/// The numbers of received, accepted and rejected codes.
struct CodeCounts {
  std::int64_t received = 0;
  std::int64_t accepted = 0;
  std::int64_t refused = 0;
};

/// One call of an operation, with everything that it may read or change.
struct StsCall {
  const Form& form;
  const Caller* caller;  ///< nullptr only in unsigned operations
  const World& world;
  Sessions& sessions;
  MfaJudge& mfa;
  CodeCounts& codes;
  std::int64_t now;
  std::int64_t totp_now;
};

/// Returns the XML between <NameResult> and </NameResult>.
using RunOperation = Judged<std::string>(StsCall& call);

RunOperation assume_role;
RunOperation assume_role_with_web_identity;
RunOperation get_session_token;
RunOperation get_caller_identity;

struct Operation {
  std::string_view name;
  RunOperation* run;
  bool is_signed;
};

/// A new operation is a new file, a declaration above and a line here.
inline constexpr std::array kOperations{
    Operation{"AssumeRole", assume_role, true},
    Operation{"AssumeRoleWithWebIdentity", assume_role_with_web_identity, false},
    Operation{"GetSessionToken", get_session_token, true},
    Operation{"GetCallerIdentity", get_caller_identity, true},
};

}  // namespace testbed
