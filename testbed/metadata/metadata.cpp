// SPDX-License-Identifier: Apache-2.0
#include "metadata/metadata.hpp"

#include <charconv>

#include <nlohmann/json.hpp>

#include "base/encoding.hpp"
#include "base/hash.hpp"
#include "base/utc.hpp"

namespace testbed {
namespace {

constexpr std::string_view kContainer = "/container/";
constexpr std::string_view kInstance = "/instance/";
constexpr std::string_view kRoles = "/latest/meta-data/iam/security-credentials/";
constexpr std::int64_t kLifetime = std::int64_t{6} * 3600;

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

HttpResponse plain(int status, std::string body) {
  HttpResponse out;
  out.status = status;
  out.body = std::move(body);
  return out;
}

/// Removes "ACCOUNT/ROLE" from the front of `path`; nullptr: there is no such role.
const Role* take_role(std::string_view& path, const World& world) {
  const auto slash = path.find('/');
  if (slash == std::string_view::npos) return nullptr;
  const auto end = std::min(path.find('/', slash + 1), path.size());
  const auto account = path.substr(0, slash);
  const auto name = path.substr(slash + 1, end - slash - 1);
  path.remove_prefix(end);
  for (const auto& [arn, role] : world.roles) {
    if (role.account == account && role.name == name) return &role;
  }
  return nullptr;
}

nlohmann::ordered_json credentials(const Role& role, const std::string& session_name, Sessions& sessions,
                                   std::int64_t now) {
  const IssuedSession& session =
      sessions.issue(role_session_caller(role, session_name), now + role.lifetime.value_or(kLifetime));
  return {{"AccessKeyId", session.access_key_id},
          {"SecretAccessKey", session.secret},
          {"Token", session.token},
          {"Expiration", extended_time(session.expires)}};
}

HttpResponse json(const nlohmann::ordered_json& body) {
  HttpResponse out = plain(200, body.dump());
  out.content_type = "application/json";
  return out;
}

}  // namespace

bool Metadata::owns(const HttpRequest& request) {
  return starts_with(request.path(), kContainer) || starts_with(request.path(), kInstance);
}

bool Metadata::loses_reply(const HttpRequest& request, const InstanceRules& rules) {
  return rules.is_hop_limit_exceeded && request.method == "PUT" && starts_with(request.path(), kInstance);
}

HttpResponse Metadata::answer(const HttpRequest& request, const World& world, AwsState& state) {
  auto path = request.path();
  const bool is_container = starts_with(path, kContainer);
  path.remove_prefix(is_container ? kContainer.size() : kInstance.size());
  const Role* role = take_role(path, world);
  if (role == nullptr) return plain(404, "no such role");
  if (!is_container) return instance(request, *role, path, state);
  if (request.method != "GET" || !path.empty()) return plain(404, "not found");
  if (header(request, "authorization") != std::string(kContainerToken)) {
    HttpResponse out =
        json({{"code", "AccessDeniedException"}, {"message", "the Authorization is another one"}});
    out.status = 401;
    return out;
  }
  auto body = credentials(*role, "container", state.sessions, state.clock.now());
  body["RoleArn"] = role->arn;
  return json(body);
}

HttpResponse Metadata::instance(const HttpRequest& request, const Role& role, std::string_view path,
                                AwsState& state) {
  const std::int64_t now = state.clock.now();
  if (path == "/latest/api/token") return new_token(request, now);
  if (!may_ask(request, state)) return plain(401, "");
  if (request.method != "GET") return plain(405, "");
  if (path == kRoles) return plain(200, role.name);
  if (path != std::string(kRoles) + role.name) return plain(404, "");
  auto body = credentials(role, "i-0123456789abcdef0", state.sessions, now);
  body["Code"] = "Success";
  body["Type"] = "AWS-HMAC";
  body["LastUpdated"] = extended_time(now);
  HttpResponse out = json(body);
  out.content_type = "text/plain";
  return out;
}

HttpResponse Metadata::new_token(const HttpRequest& request, std::int64_t now) {
  if (request.method != "PUT") return plain(405, "");
  if (header(request, "x-forwarded-for")) return plain(403, "");
  const std::string text = header(request, "x-aws-ec2-metadata-token-ttl-seconds").value_or("");
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size() || seconds < 1 || seconds > 21600)
    return plain(400, "");
  std::string token = base64(random_bytes(42));
  tokens_[token] = now + seconds;
  return plain(200, std::move(token));
}

bool Metadata::may_ask(const HttpRequest& request, const AwsState& state) const {
  const auto token = header(request, "x-aws-ec2-metadata-token");
  // A given token is checked, even if none is required.
  if (!token) return state.instance.is_v1_allowed;
  const auto found = tokens_.find(*token);
  return found != tokens_.end() && state.clock.now() < found->second;
}

}  // namespace testbed
