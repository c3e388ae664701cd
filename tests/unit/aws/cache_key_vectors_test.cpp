// SPDX-License-Identifier: Apache-2.0
#include "aws/cache_key.hpp"
#include "aws/login_cache.hpp"
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
  const auto plan =
      plan_roles(*config, vector["profile"].is_null() ? "default" : vector["profile"].get<std::string>());
  if (!plan) return plan.error().message;
  return *plan ? role_cache_key((*plan)->steps.back()) : "";
}

/// The name of a login session's file, without folder and ending.
std::string key_of_login(const Json& vector) {
  Environment env;
  env.set("AWS_LOGIN_CACHE_DIRECTORY", "folder");
  const auto path = login_token_path(env, vector["login_session"]);
  return path.substr(7, path.size() - 12);
}

TEST(CacheKey, IsBotocoresForEveryRecordedCall) {
  int passed = 0;
  int failed = 0;
  int not_built = 0;
  for (const auto& vector : load_vectors("cache_keys.json", "vectors")) {
    const std::string kind = vector["kind"];
    const bool built = kind == "assume-role" || kind == "web-identity" || kind == "login" ||
                       (kind == "profile" && vector["method"] == "assume-role");
    if (!built) {
      ++not_built;
      continue;
    }
    const std::string key = kind == "profile" ? key_of_profile(vector)
                            : kind == "login" ? key_of_login(vector)
                                              : key_of_arguments(vector);
    EXPECT_EQ(key, vector["expected_key"]) << vector["id"] << ": " << vector["desc"];
    ++(key == vector["expected_key"] ? passed : failed);
  }
  report("cache_keys", passed, failed, not_built);
}

TEST(CacheKey, RefusesAPolicyThatIsNoJson) {
  EXPECT_FALSE(cache_key({{"RoleArn", "r"}, {"Policy", "{oops"}}));
}

}  // namespace
}  // namespace latchkey::test
