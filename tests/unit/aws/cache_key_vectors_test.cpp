// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <set>

#include "aws/cache_key.hpp"
#include "unit/support/test_host.hpp"
#include "unit/support/vectors.hpp"
#include <latchkey/session.hpp>

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

/// The names of the files that a run leaves in the caches, without ".json": one, in both folders.
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
  const auto session = Session::open(options, machine.host());
  if (!session) return session.error().message;
  if (const auto got = session->credentials(); !got) return got.error().message;
  std::set<std::string> keys;
  for (const auto* folder : {"/.aws/boto/cache", "/.aws/cli/cache"}) {
    for (const auto& entry : std::filesystem::directory_iterator(machine.home.path() + folder))
      keys.insert(entry.path().stem());
  }
  return keys.size() == 1 ? *keys.begin() : std::to_string(keys.size()) + " keys";
}

TEST(CacheKey, IsBotocoresForEveryRecordedCall) {
  int passed = 0;
  int failed = 0;
  int not_built = 0;
  for (const auto& vector : load_vectors("cache_keys.json", "vectors")) {
    const std::string kind = vector["kind"];
    const bool built =
        kind == "assume-role" || kind == "web-identity" || (kind == "profile" && vector["method"] != "sso");
    if (!built) {
      ++not_built;
      continue;
    }
    const std::string key = kind != "profile"                   ? key_of_arguments(vector)
                            : vector["method"] == "assume-role" ? key_of_profile(vector)
                                                                : key_of_run(vector);
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
