// SPDX-License-Identifier: Apache-2.0
#include "sts/policy.hpp"

#include <string_view>

#include "base/glob.hpp"

namespace testbed {
namespace {

enum class Trust { none, account, caller };

Trust trust_in(const Caller& caller, const Role& role) {
  Trust found = Trust::none;
  for (const std::string& principal : role.trust) {
    const bool is_role = caller.kind == CallerKind::role_session && principal == caller.role->arn;
    if (principal == "*" || principal == caller.arn || is_role) return Trust::caller;
    const std::string_view text = principal;
    const std::string root = "::" + caller.account + ":root";
    const bool is_root = text.size() > root.size() && text.substr(text.size() - root.size()) == root;
    if (text == caller.account || is_root) found = Trust::account;
  }
  return found;
}

bool conditions_hold(const Role& role, const AssumeContext& context) {
  if (role.external_id && role.external_id != context.external_id) return false;
  if (role.require_mfa && !context.mfa_at) return false;
  // As NumericLessThan in AWS's documentation.
  return !role.max_mfa_age || context.now - *context.mfa_at < *role.max_mfa_age;
}

bool own_policy_allows(const Caller& caller, const Role& role) {
  const auto& globs = caller.kind == CallerKind::role_session ? caller.role->assume : caller.user->assume;
  for (const std::string& glob : globs) {
    if (glob_match(glob, role.arn)) return true;
  }
  return false;
}

}  // namespace

bool may_assume(const Caller& caller, const Role& role, const AssumeContext& context) {
  const Trust trust = trust_in(caller, role);
  if (trust == Trust::none || !conditions_hold(role, context)) return false;
  if (trust == Trust::caller && caller.account == role.account) return true;
  return own_policy_allows(caller, role);
}

}  // namespace testbed
