// SPDX-License-Identifier: Apache-2.0
#include "world/caller.hpp"

namespace testbed {

Caller role_session_caller(const Role& role, const std::string& session_name) {
  const std::string partition = role.arn.substr(0, role.arn.find(":iam::"));
  Caller out;
  out.kind = CallerKind::role_session;
  out.account = role.account;
  out.arn = partition + ":sts::" + role.account + ":assumed-role/" + role.name + "/" + session_name;
  out.user_id = role.id + ":" + session_name;
  out.role = &role;
  return out;
}

}  // namespace testbed
