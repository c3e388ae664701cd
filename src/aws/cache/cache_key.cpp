// SPDX-License-Identifier: Apache-2.0
#include "aws/cache/cache_key.hpp"

#include <nlohmann/json.hpp>

#include "base/json_reader.hpp"
#include "base/python_json.hpp"
#include "platform/crypto/hash.hpp"

namespace latchkey {
namespace {

using Json = nlohmann::ordered_json;

std::string key_of(const Json& arguments) {
  return sha1_hex(python_json_sorted(arguments));
}

}  // namespace

std::string role_cache_key(const RoleStep& step) {
  Json arguments = Json::object();
  arguments["RoleArn"] = step.role_arn;
  if (step.session_name && !step.session_name->empty()) arguments["RoleSessionName"] = *step.session_name;
  if (step.external_id) arguments["ExternalId"] = *step.external_id;
  if (step.mfa_serial) arguments["SerialNumber"] = *step.mfa_serial;
  if (step.duration_seconds) arguments["DurationSeconds"] = *step.duration_seconds;
  return key_of(arguments);
}

Result<std::string> cache_key(Json arguments) {
  const auto name = arguments.find("RoleSessionName");
  if (name != arguments.end() && name->get<std::string>().empty()) arguments.erase(name);
  const auto policy = arguments.find("Policy");
  if (policy != arguments.end()) {
    // Policies that differ only in layout share an entry.
    auto parsed = read_ordered_json(policy->get<std::string>());
    if (parsed->is_discarded()) return fail(Cause::policy_invalid, "the session policy is not JSON");
    *policy = std::move(*parsed);
  }
  return key_of(arguments);
}

std::string sso_role_key(const SsoSettings& settings) {
  Json arguments = {{"accountId", settings.account_id}, {"roleName", settings.role_name}};
  const auto& session = settings.session;
  if (session.name && !session.name->empty()) {
    arguments["sessionName"] = *session.name;
  } else {
    arguments["startUrl"] = session.start_url;
  }
  return sha1_hex(python_json_compact_sorted(arguments));
}

std::string sso_token_key(const SsoSession& session) {
  return sha1_hex(session.shown());
}

std::string sso_registration_key(const SsoSession& session) {
  Json arguments = {{"tool", "botocore"}, {"startUrl", session.start_url}, {"region", session.region}};
  arguments["scopes"] = session.scopes.empty() ? Json() : Json(session.scopes);
  arguments["session_name"] = session.name ? Json(*session.name) : Json();
  return key_of(arguments);
}

}  // namespace latchkey
