// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <set>

#include "aws/cache/cache_key.hpp"
#include "aws/cache/login_cache.hpp"
#include "session/access.hpp"
#include "unit/support/test_host.hpp"
#include "unit/support/vectors.hpp"

namespace latchkey::test {
namespace {

std::string from_hex(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return bytes;
}

std::string key_of_arguments(const Json& vector) {
  Json arguments = Json::object();
  if (vector.contains("extra_args")) arguments = vector["extra_args"];
  if (vector.contains("extra_args_hex")) {
    for (const auto& [name, hex] : vector["extra_args_hex"].items()) arguments[name] = from_hex(hex);
  }
  arguments["RoleArn"] = vector["role_arn"];
  return cache_key(arguments).value_or("error");
}

/// The key of the profile's outermost role; empty: the profile assumes none.
std::string key_of_profile(const Json& vector) {
  const auto& files = vector["files"];
  const auto text = [&](const char* name) {
    return files.contains(name) ? std::optional(files[name].get<std::string>()) : std::nullopt;
  };
  const auto config =
      Config::parse({"config", text(".aws/config")}, {"credentials", text(".aws/credentials")});
  if (!config) return config.error().message;
  if (vector["method"] == "sso") {
    const auto settings = sso_settings(*config, vector["profile"]);
    return settings && *settings ? sso_role_key(**settings) : "";
  }
  const auto plan =
      plan_roles(*config, vector["profile"].is_null() ? "default" : vector["profile"].get<std::string>());
  if (!plan) return plan.error().message;
  return *plan ? role_cache_key((*plan)->steps.back()) : "";
}

/// The name of the only file that a run leaves in both caches, without ".json".
std::string key_of_run(const Json& vector) {
  TestHost machine;
  for (const auto& [name, value] : vector["env"].items())
    machine.env.set(name, replaced(value, "{{HOME}}", machine.home.path()));
  for (const auto& [name, text] : vector["files"].items())
    machine.home.write(name, replaced(text, "{{HOME}}", machine.home.path()));
  machine.network = [](const HttpRequest&) -> Reply {
    return xml(200,
               replaced(assume_role_reply("1", "Admin"), "AssumeRoleRes", "AssumeRoleWithWebIdentityRes"));
  };
  SessionOptions options;
  if (!vector["profile"].is_null()) options.profile = vector["profile"];
  const auto session = open_session(options, machine.host());
  if (!session) return session.error().message;
  if (const auto got = session->credentials(); !got) return got.error().message;
  std::set<std::string> keys;
  for (const auto* folder : {"/.aws/boto/cache", "/.aws/cli/cache"}) {
    for (const auto& entry : std::filesystem::directory_iterator(machine.home.path() + folder))
      keys.insert(entry.path().stem().string());
  }
  return keys.size() == 1 ? *keys.begin() : std::to_string(keys.size()) + " keys";
}

/// A text that may be absent or null in a vector.
std::optional<std::string> text_of(const Json& vector, const char* name) {
  if (!vector.contains(name) || vector[name].is_null()) return std::nullopt;
  return vector[name].get<std::string>();
}

std::string key_of_sso(const Json& vector, const std::string& kind) {
  SsoSettings settings;
  settings.account_id = text_of(vector, "account_id").value_or("");
  settings.role_name = text_of(vector, "role_name").value_or("");
  settings.session.start_url = vector["start_url"];
  settings.session.region = text_of(vector, "sso_region").value_or("");
  settings.session.name = text_of(vector, kind == "sso-role" ? "sso_session_name" : "session_name");
  if (vector.contains("scopes") && !vector["scopes"].is_null()) settings.session.scopes = vector["scopes"];
  if (kind == "sso-role") return sso_role_key(settings);
  return kind == "sso-token" ? sso_token_key(settings.session) : sso_registration_key(settings.session);
}

/// The name of a login session's file, without folder and extension.
std::string key_of_login(const Json& vector) {
  Environment env;
  env.set("AWS_LOGIN_CACHE_DIRECTORY", "folder");
  const auto path = login_token_path(env, vector["login_session"]);
  return path.substr(7, path.size() - 12);
}

TEST(CacheKey, MatchesBotocoreForEveryRecordedCall) {
  int passed = 0;
  int failed = 0;
  for (const auto& vector : load_vectors("cache_keys.json", "vectors")) {
    const std::string kind = vector["kind"];
    const bool is_sso = kind.rfind("sso-", 0) == 0;
    const std::string key = is_sso                                                ? key_of_sso(vector, kind)
                            : kind == "login"                                     ? key_of_login(vector)
                            : kind != "profile"                                   ? key_of_arguments(vector)
                            : vector["method"] == "assume-role-with-web-identity" ? key_of_run(vector)
                                                                                  : key_of_profile(vector);
    EXPECT_EQ(key, vector["expected_key"]) << vector["id"] << ": " << vector["desc"];
    ++(key == vector["expected_key"] ? passed : failed);
  }
  report("cache_keys", passed, failed, 0);
}

TEST(CacheKey, RejectsAPolicyThatIsNotJson) {
  EXPECT_FALSE(cache_key({{"RoleArn", "r"}, {"Policy", "{oops"}}));
}

}  // namespace
}  // namespace latchkey::test
