// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <windows.h>

#include "platform/system/environment.hpp"

namespace latchkey {
namespace {

TEST(EnvironmentOfWindows, NamesAreCaseInsensitive) {
  Environment environment;
  environment.set("Path", "x");
  EXPECT_EQ(*environment.find("PATH"), "x");
  environment.set("PATH", "y");
  EXPECT_EQ(environment.to_strings(), std::vector<std::string>{"Path=y"});
  environment.unset("path");
  EXPECT_EQ(environment.find("Path"), nullptr);
}

TEST(EnvironmentOfWindows, IsUtf8) {
  SetEnvironmentVariableW(L"LATCHKEY_TEST", L"\u00E9\u65E5");
  const auto environment = Environment::of_this_process();
  SetEnvironmentVariableW(L"LATCHKEY_TEST", nullptr);
  ASSERT_NE(environment.find("LATCHKEY_TEST"), nullptr);
  EXPECT_EQ(*environment.find("LATCHKEY_TEST"), "\xC3\xA9\xE6\x97\xA5");
}

TEST(EnvironmentOfWindows, OmitsDriveFolders) {
  SetEnvironmentVariableW(L"=C:", L"C:\\");
  for (const auto& line : Environment::of_this_process().to_strings()) EXPECT_NE(line.front(), '=') << line;
}

}  // namespace
}  // namespace latchkey
