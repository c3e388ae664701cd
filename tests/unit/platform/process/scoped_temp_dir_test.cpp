// SPDX-License-Identifier: Apache-2.0
#include "platform/process/scoped_temp_dir.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "platform/files/files.hpp"
#include "platform/process/ended_folders.hpp"
#include "platform/process/process_info.hpp"
#include "unit/support/machine.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey {
namespace {

TEST(ScopedTempDir, IsPrivateAndRemovedWithItsOwner) {
  const test::TemporaryFolder home;
  const auto parent = home.path() + "/a/overlays";
  std::string path;
  {
    auto folder = ScopedTempDir::make(parent);
    ASSERT_TRUE(folder) << folder.error().message;
    path = folder->path();
    const auto file = folder->add("config", "text");
    ASSERT_TRUE(file) << file.error().message;
    EXPECT_EQ(files::mode(path), test::mode_here(0700));
    EXPECT_EQ(files::mode(*file), test::mode_here(0400));
    EXPECT_FALSE(folder->add("config", "again"));
    const auto moved = *std::move(folder);
    EXPECT_EQ(moved.path(), path);
    EXPECT_TRUE(files::is_file(*file));
  }
  EXPECT_TRUE(files::names_in(parent).empty());
}

TEST(ScopedTempDir, SweepKeepsUsedAndForeignFolders) {
  const test::TemporaryFolder home;
  const auto folder = ScopedTempDir::make(home.path());
  ASSERT_TRUE(folder);
  home.write("some folder/file", "x");
  home.write("file.7", "x");
  home.write("0123456789abcdef.1.2147483646 copy/lock", "");
  home.write("0123456789abcdef.1.0/lock", "");
  const auto before = files::names_in(home.path());
  const auto in_use = remove_stale_temp_dirs(home.path());
  EXPECT_TRUE(std::any_of(in_use.begin(), in_use.end(),
                          [](const auto& found) { return found.process == own_process_id(); }));
  EXPECT_EQ(files::names_in(home.path()), before);
  EXPECT_TRUE(home.has("file.7"));
}

TEST(ScopedTempDir, SweepRemovesAbandonedFolders) {
  const test::TemporaryFolder home;
  constexpr const char* kNobody = "0123456789abcdef.1.2147483646";  // above every limit on process IDs
  home.write(std::string(kNobody) + "/lock", "");
  home.write(std::string(kNobody) + "/config", "x");
  EXPECT_TRUE(remove_stale_temp_dirs(home.path()).empty());
  EXPECT_TRUE(files::names_in(home.path()).empty());
}

TEST(ScopedTempDir, SuccessorsReplaceTheFilesAtTheEnd) {
  const test::TemporaryFolder home;
  auto folder = ScopedTempDir::make(home.path() + "/overlays");
  ASSERT_TRUE(folder);
  const auto path = folder->path();
  for (const auto* name : {"left", "gone"}) ASSERT_TRUE(folder->add(name, "secret"));
  ASSERT_TRUE(folder->leave_file("left", "after"));
  folder->end();
  EXPECT_EQ(files::names_in(path), std::vector<std::string>{"left"});
  EXPECT_EQ(home.read(path.substr(home.path().size() + 1) + "/left"), "after");
}

TEST(ScopedTempDir, NoSuccessorRemainsWithoutAnEnd) {
  const test::TemporaryFolder home;
  {
    auto folder = ScopedTempDir::make(home.path() + "/overlays");
    ASSERT_TRUE(folder);
    ASSERT_TRUE(folder->add("config", "secret"));
    ASSERT_TRUE(folder->leave_file("config", "after"));
  }
  EXPECT_TRUE(files::names_in(home.path() + "/overlays").empty());
}

TEST(ScopedTempDir, KilledRunIsEndedByTheNextOne) {
  const test::TemporaryFolder home;
  constexpr const char* kNobody = "0123456789abcdef.1.2147483646";
  for (const auto* name : {"/lock", "/config", "/config.after", "/credentials"})
    home.write(std::string(kNobody) + name, name);
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(remove_stale_temp_dirs(home.path()).empty());
    EXPECT_EQ(files::names_in(home.path() + '/' + kNobody), std::vector<std::string>{"config"});
    EXPECT_EQ(home.read(std::string(kNobody) + "/config"), "/config.after");
  }
}

TEST(EndedFolders, AreKeptForAWeekUpToAThousand) {
  using std::chrono::seconds;
  std::vector<EndedFolder> ended = {{"week", seconds{604'800}}, {"day", seconds{86'400}}};
  EXPECT_EQ(outdated(ended), std::vector<std::string>{"week"});
  for (int i = 0; i < 1000; ++i) ended.push_back({"young", seconds{i}});
  EXPECT_EQ(outdated(ended), (std::vector<std::string>{"day", "week"}));
}

TEST(ScopedTempDir, RejectsAManuallyStartedWatcher) {
  std::string name = "latchkey";
  char* arguments[] = {name.data(), nullptr};
  EXPECT_FALSE(run_as_folder_watcher(1, arguments));
}

}  // namespace
}  // namespace latchkey
