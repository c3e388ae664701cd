// SPDX-License-Identifier: Apache-2.0
#include "aws/config/setting_table.hpp"

#include <set>

#include <gtest/gtest.h>

#include "aws/config/redaction.hpp"

namespace latchkey {
namespace {

bool may_hold_secret(std::string_view name) {
  for (const auto* word : {"secret", "SECRET", "token", "TOKEN", "process", "external_id", "login_session",
                           "ASKPASS", "PINENTRY"}) {
    if (name.find(word) != std::string_view::npos && !name.ends_with("_file") && !name.ends_with("_FILE"))
      return true;
  }
  return false;
}

TEST(SettingTable, NamesAreUnique) {
  std::set<std::string_view> names;
  for (const auto& setting : known_settings()) EXPECT_TRUE(names.insert(setting.name).second) << setting.name;
  for (const auto& variable : known_variables())
    EXPECT_TRUE(names.insert(variable.name).second) << variable.name;
}

TEST(SettingTable, HidesPossibleSecrets) {
  for (const auto& setting : known_settings()) {
    if (!may_hold_secret(setting.name)) continue;
    EXPECT_TRUE(setting.visibility == Visibility::never || setting.visibility == Visibility::own_program)
        << setting.name;
    const auto line = std::string(setting.name) + " = hunter2";
    EXPECT_EQ(redacted_line(line).find("hunter2"), std::string::npos) << line;
  }
  for (const auto& variable : known_variables()) {
    if (may_hold_secret(variable.name)) {
      EXPECT_EQ(variable.visibility, Visibility::never) << variable.name;
    }
  }
}

TEST(SettingTable, SeparatesCredentialSettingsFromOthers) {
  EXPECT_TRUE(is_credential_setting("role_arn"));
  EXPECT_FALSE(is_connection_setting("role_arn"));
  EXPECT_TRUE(is_connection_setting("region"));
  EXPECT_FALSE(is_credential_setting("region"));
  EXPECT_FALSE(is_credential_setting("output"));
  EXPECT_FALSE(is_credential_setting("cli_auto_prompt"));
  EXPECT_EQ(find_setting("cli_auto_prompt"), nullptr);
}

}  // namespace
}  // namespace latchkey
