// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "rest/operation.hpp"
#include "rest/reply.hpp"
#include "world/caller.hpp"

namespace testbed {
namespace {

constexpr std::int64_t kDefaultLifetime = 3600;

Judged<SsoLogin*> find_login(RestCall& call) {
  const std::string token = header(call.request, "x-amz-sso_bearer_token").value_or("");
  SsoLogin* login = call.sso.find_token(token, call.now);
  // A token is valid only in its own region.
  if (login == nullptr || (!call.region.empty() && call.region != login->instance->region)) {
    return refuse(401, "UnauthorizedException", "Session token not found or invalid");
  }
  return login;
}

nlohmann::ordered_json credentials(RestCall& call, const Role& role, const std::string& person) {
  const IssuedSession& session = call.sessions.issue(role_session_caller(role, person),
                                                     call.now + role.lifetime.value_or(kDefaultLifetime));
  // Milliseconds, unlike all other times in AWS's JSON.
  return {{"accessKeyId", session.access_key_id},
          {"secretAccessKey", session.secret},
          {"sessionToken", session.token},
          {"expiration", session.expires * 1000}};
}

}  // namespace

Judged<HttpResponse> get_role_credentials(RestCall& call) {
  const auto name = form_value(call.query, "role_name");
  const auto account = form_value(call.query, "account_id");
  if (!name || name->empty() || !account || account->empty()) {
    return refuse(400, "InvalidRequestException", "role_name and account_id must be given");
  }
  const auto login = find_login(call);
  if (!login) return tl::make_unexpected(login.error());
  const SsoInstance& instance = *(*login)->instance;
  const auto found =
      std::find_if(instance.assignments.begin(), instance.assignments.end(),
                   [&](const Role* role) { return role->name == *name && role->account == *account; });
  if (found == instance.assignments.end()) return refuse(403, "ForbiddenException", "No access");
  return json_reply({{"roleCredentials", credentials(call, **found, instance.person)}});
}

Judged<HttpResponse> logout(RestCall& call) {
  const auto login = find_login(call);
  if (!login) return tl::make_unexpected(login.error());
  (*login)->has_ended = true;
  HttpResponse out = json_reply({});
  out.body.clear();
  return out;
}

}  // namespace testbed
