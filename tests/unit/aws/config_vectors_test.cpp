// SPDX-License-Identifier: Apache-2.0
#include "aws/config/config.hpp"
#include "base/ini/ini.hpp"
#include "unit/support/test_host.hpp"
#include "unit/support/vectors.hpp"

namespace latchkey::test {
namespace {

Json as_json(const ini::Setting& setting) {
  if (const auto* text = setting.text()) return *text;
  Json nested = Json::object();
  for (const auto& [key, value] : *setting.nested()) nested[key] = value;
  return nested;
}

Json as_json(const ini::Section& section) {
  Json json = Json::object();
  for (const auto& setting : section.settings()) json[setting.key] = as_json(setting);
  return json;
}

Json as_json(const ini::File& file) {
  Json json = Json::object();
  for (const auto& section : file) json[section.name] = as_json(section);
  return json;
}

/// botocore's full_config["profiles"]: the config file's keys, overridden by the credentials file.
Json merged(const Config& config) {
  Json profiles = Json::object();
  for (const auto& profile : config.profiles()) {
    Json json = profile.config != nullptr ? as_json(*profile.config) : Json::object();
    if (profile.credentials != nullptr) {
      for (const auto& setting : profile.credentials->settings()) json[setting.key] = as_json(setting);
    }
    profiles[profile.name] = json;
  }
  return profiles;
}

/// The profiles of the config file only.
Json mapped(const Config& config) {
  Json profiles = Json::object();
  for (const auto& profile : config.profiles()) {
    if (profile.config != nullptr) profiles[profile.name] = as_json(*profile.config);
  }
  return profiles;
}

std::optional<std::string> bytes(const Json& vector, const std::string& name) {
  if (vector.contains(name)) return vector[name].get<std::string>();
  if (vector.contains(name + "_base64")) return base64_decoded(vector[name + "_base64"]);
  return std::nullopt;
}

class Check {
 public:
  explicit Check(const Json& vector) : vector_(vector) {}
  void same(const std::string& what, const std::string& ours, const Json& theirs) {
    if (ours == theirs.dump()) return;
    ok = false;
    ADD_FAILURE() << vector_["id"] << " (" << vector_["desc"] << "): " << what << "\nours:   " << ours
                  << "\ntheirs: " << theirs.dump();
  }
  bool ok = true;

 private:
  const Json& vector_;
};

bool holds(const Json& vector) {
  Check check(vector);
  const auto& expected = vector["expected"];
  const auto config_text = vector.contains("config_is_dir") ? std::nullopt : bytes(vector, "config");
  const auto credentials_text = bytes(vector, "credentials");

  const auto value_or_error = [](const auto& result, const auto& show) {
    return result ? show(*result).dump() : std::string("error");
  };
  const auto expectation = [&](const char* name) -> Json {
    if (!expected.contains(name)) return nullptr;
    if (expected[name].contains("value")) return expected[name]["value"];
    return "error";
  };
  const auto quoted = [](const Json& json) { return json == "error" ? Json("error") : json; };

  const auto sections = [](const ini::File& file) { return as_json(file); };
  if (config_text) {
    const auto raw = ini::parse(*config_text, "config");
    const std::string ours = value_or_error(raw, sections);
    if (expectation("raw_config") == "error") {
      check.ok = check.ok && !raw;
      EXPECT_FALSE(raw) << vector["id"] << " must not parse";
    } else {
      check.same("raw_config", ours, expectation("raw_config"));
    }
  }
  if (credentials_text && expected.contains("raw_credentials")) {
    const auto raw = ini::parse(*credentials_text, "credentials");
    if (expectation("raw_credentials") == "error") {
      check.ok = check.ok && !raw;
      EXPECT_FALSE(raw) << vector["id"] << " must not parse";
    } else {
      check.same("raw_credentials", value_or_error(raw, sections), quoted(expectation("raw_credentials")));
    }
  }
  const auto config = Config::parse({"config", config_text}, {"credentials", credentials_text});
  if (expectation("full_config") == "error") {
    check.ok = check.ok && !config;
    EXPECT_FALSE(config) << vector["id"] << " must not be accepted";
    if (!config) {
      EXPECT_EQ(config.error().kind, ErrorKind::config);
      EXPECT_EQ(config.error().message.rfind("unable to parse config file: ", 0), 0U)
          << config.error().message;
      EXPECT_EQ(config.error().origin.kind, Origin::Kind::file);
      EXPECT_EQ(config.error().origin.name.front(), 'c');
      EXPECT_GT(config.error().origin.line, 0U);
    }
    return check.ok;
  }
  if (!config) {
    ADD_FAILURE() << vector["id"] << ": " << config.error().message;
    return false;
  }
  check.same("full_config", merged(*config).dump(), expectation("full_config")["profiles"]);
  check.same("profile_names", Json(config->names()).dump(), expectation("profile_names"));
  if (const Json loaded = expectation("load_config"); config_text && loaded.is_object()) {
    check.same("load_config", mapped(*config).dump(), loaded["profiles"]);
    for (const auto& [name, settings] : loaded["sso_sessions"].items()) {
      const auto* section = config->sso_session(name);
      check.same("sso_sessions", section != nullptr ? as_json(*section).dump() : "none", settings);
    }
    for (const auto& [name, settings] : loaded["services"].items()) {
      const auto* section = config->services(name);
      check.same("services", section != nullptr ? as_json(*section).dump() : "none", settings);
    }
  }
  return check.ok;
}

TEST(Config, ReadsEveryRecordedFileLikeBotocore) {
  int passed = 0;
  int failed = 0;
  for (auto vector : load_vectors("config_parse.json", "vectors")) {
    if (vector.contains("unreadable"))
      vector["config"] = "";  // as load_config() returns it, see the next test
    ++(holds(vector) ? passed : failed);
  }
  report("config_parse", passed, failed, 0);
}

TEST(Config, ReportsTheLineOfAParseError) {
  const auto config =
      Config::parse({"/x/config", "[default]\nregion = a\nregion = b\n"}, {"/x/credentials", std::nullopt});
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().message, "unable to parse config file: setting region appears twice in [default]");
  EXPECT_EQ(config.error().cause, Cause::file_duplicate);
  EXPECT_EQ(config.error().origin, Origin::file("/x/config", 3));
}

TEST(Config, RecordsTheLineOfEverySetting) {
  const auto config = Config::parse({"c", "# first\n[profile a]\n\nregion = x\n"}, {"d", std::nullopt});
  ASSERT_TRUE(config);
  EXPECT_EQ(config->find("a")->find("region")->line, 4U);
}

}  // namespace
}  // namespace latchkey::test
