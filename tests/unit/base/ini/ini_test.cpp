// SPDX-License-Identifier: Apache-2.0
#include "base/ini/ini.hpp"

#include <array>
#include <thread>

#include <gtest/gtest.h>

namespace latchkey::test {
namespace {

ini::File parsed(const std::string& text) {
  auto file = ini::parse(text, "/x/config");
  EXPECT_TRUE(file) << file.error().message;
  return *std::move(file);
}

TEST(Ini, SectionHasThePathOfItsFile) {
  const auto file = parsed("[a]\nx = 1\n[b]\n");
  EXPECT_EQ(file[0].path(), "/x/config");
  EXPECT_EQ(file[1].path(), "/x/config");
}

TEST(Ini, SettingsHaveLinesForEveryKindOfLineEnd) {
  const auto file = parsed("# comment\r\n[a]\r\n\r\nx = 1\r\r\n y\n[b]\n  # comment\nz = 2");
  ASSERT_EQ(file.size(), 2U);
  EXPECT_EQ(file[0].line, 2U);
  EXPECT_EQ(file[0].find("x")->line, 4U);
  EXPECT_EQ(*file[0].find("x")->text(), "1\n\ny");
  EXPECT_EQ(file[1].find("z")->line, 9U);
  EXPECT_EQ(*file[1].find("z")->text(), "2");
}

TEST(Ini, ViewsStayValidAfterAMoveOfAShortFile) {
  auto first = parsed("[a]\nb=c");  // short enough for the small-string optimization
  const auto second = std::move(first);
  EXPECT_EQ(second[0].name, "a");
  EXPECT_EQ(*second[0].find("b")->text(), "c");
}

TEST(Ini, KeysAreLowerCase) {
  const auto file = parsed("[a]\nRegion = X\n\xC3\x84 = y\n[b]\nREGION = z\n");
  EXPECT_EQ(file[0].settings()[0].key, "region");
  EXPECT_EQ(file[0].settings()[1].key, "\xC3\xA4");
  EXPECT_EQ(*file[1].find("region")->text(), "z");
  EXPECT_FALSE(ini::parse("[a]\nregion = x\nREGION = y\n", "c"));
}

TEST(Ini, SectionsAreCheckedBeforeUse) {
  for (const auto* text : {"[a]\nx = 1\nx = 2\n[b]\n", "[a]\nx\n[b]\n", "[a]\nx =\n  y\n[b]\n", "[a]\n[a]\n",
                           "[DEFAULT]\nx =\n  y\n[b]\n", "x = 1\n"})
    EXPECT_FALSE(ini::parse(text, "c")) << text;
}

TEST(Ini, SectionInheritsFromDefault) {
  const auto file = parsed("[DEFAULT]\nx = 1\ny =\n  k = v\n[a]\nx = 2\n[DEFAULT]\nz = 3\n");
  const auto& settings = file[0].settings();
  ASSERT_EQ(settings.size(), 3U);
  EXPECT_EQ(*settings[0].text(), "2");
  EXPECT_FALSE(settings[0].inherited);
  EXPECT_EQ(settings[1].nested()->front().second, "v");
  EXPECT_TRUE(settings[1].inherited);
  EXPECT_EQ(settings[2].line, 8U);
}

TEST(Ini, ReplacedSettingsAreFound) {
  auto file = parsed("[a]\nx = 1\nY =\n  k = v\nz = 3\n");
  auto& section = *file.begin();
  auto settings = section.settings();
  settings.erase(settings.begin());
  settings.back().key = std::string_view("other");
  section.replace_settings(std::move(settings));
  EXPECT_EQ(section.find("x"), nullptr);
  EXPECT_EQ(section.find("z"), nullptr);
  EXPECT_EQ(*section.find("other")->text(), "3");
  EXPECT_EQ(section.find("y")->nested()->front().second, "v");
}

TEST(Ini, ConcurrentFirstUseIsSafe) {
  const auto file = parsed("[a]\nx = 1\nY = 2\n");
  std::array<const ini::Setting*, 8> found = {};
  std::vector<std::thread> threads;
  for (auto& one : found) threads.emplace_back([&file, &one] { one = file[0].find("y"); });
  for (auto& thread : threads) thread.join();
  for (const auto* one : found) EXPECT_EQ(one, file[0].find("y"));
}

}  // namespace
}  // namespace latchkey::test
