// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "aws/config/config.hpp"
#include "aws/config/paths.hpp"
#include "aws/config/settings.hpp"
#include "platform/files/files.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey::test {
namespace {

using Variables = std::vector<std::pair<std::string, std::string>>;

Environment environment_of(const Variables& variables) {
  Environment env;
  for (const auto& [name, value] : variables) env.set(name, value);
  return env;
}

TEST(Selection, ProfileOfAnEndedExecRefreshIsTheOneItRan) {
  const auto config = Config::parse({"config", SecretText("[default]\n[profile dev]\n")}, {});
  ASSERT_TRUE(config);
  struct Row {
    Variables variables;
    std::optional<std::string> argument, name;
    bool is_of_ended_run;
  };
  const Row rows[] = {
      {{{"AWS_PROFILE", kRefreshProfile}, {kProfileVariable, "dev"}}, {}, "dev", true},
      {{{"AWS_DEFAULT_PROFILE", kRefreshProfile}, {kProfileVariable, "dev"}}, {}, "dev", true},
      {{{"AWS_PROFILE", kRefreshProfile}, {kProfileVariable, "default"}}, {}, {}, true},
      {{{"AWS_PROFILE", kRefreshProfile}}, {}, {}, true},
      {{{"AWS_PROFILE", kRefreshProfile}, {kProfileVariable, "dev"}}, "default", "default", false},
      {{{"AWS_PROFILE", "default"}, {kProfileVariable, "dev"}}, {}, "default", false},
      {{{kProfileVariable, "dev"}}, {}, {}, false},
  };
  for (const auto& row : rows) {
    const auto found = select_profile(row.argument, environment_of(row.variables), *config);
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->name, row.name);
    EXPECT_EQ(found->is_of_ended_run, row.is_of_ended_run);
  }
  const auto gone = select_profile(
      {}, environment_of({{"AWS_PROFILE", kRefreshProfile}, {kProfileVariable, "gone"}}), *config);
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().message, "the config profile (gone) could not be found, as LATCHKEY_PROFILE says");
  EXPECT_FALSE(select_profile(kRefreshProfile, Environment(), *config)) << "named by the user";
}

TEST(Selection, MissingConfigFileExplainsAMissingProfile) {
  const auto config = Config::parse({"/none", std::nullopt}, {});
  ASSERT_TRUE(config);
  const auto found = select_profile("dev", environment_of({{"AWS_CONFIG_FILE", "/none"}}), *config);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().hint, "AWS_CONFIG_FILE names /none, which is not there: unset it, or correct it");
  EXPECT_EQ(select_profile("dev", Environment(), *config).error().hint.find("unset"), std::string::npos);
}

TEST(EndedOverlay, IsAnOverlayPathWithoutAFile) {
  TestHost machine;
  const auto env = machine.host().env;
  const auto aws = files::join(machine.home.path(), ".aws");
  const auto overlays = files::join(files::join(aws, "latchkey"), "overlays");
  const auto in = [&](const std::string& folder, const char* name) {
    return files::join(files::join(overlays, folder), name);
  };
  const auto gone = find_ended_overlay(env, in("1.1.1", "config"));
  ASSERT_TRUE(gone);
  EXPECT_TRUE(gone->is_gone);
  EXPECT_EQ(gone->original, files::join(aws, "config"));
  EXPECT_EQ(find_ended_overlay(env, in("1.1.1", "credentials")).value().original,
            files::join(aws, "credentials"));
  machine.home.write(".aws/latchkey/overlays/1.1.1/config", "");
  for (const auto& path : {in("1.1.1", "config"), in("..", "config"), files::join(overlays, "config"),
                           files::join(aws, "config"), std::string("config"), std::string()})
    EXPECT_FALSE(find_ended_overlay(env, path)) << path;
}

}  // namespace
}  // namespace latchkey::test
