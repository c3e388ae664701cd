// SPDX-License-Identifier: Apache-2.0
#include "platform/files/temporary_files.hpp"

#include <filesystem>
#include <set>

#include <gtest/gtest.h>

#include "platform/files/file_lock.hpp"
#include "platform/files/files.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey::temporaries {
namespace {

using namespace std::chrono_literals;

TEST(Temporaries, NamesAreRandomAndContainTheProcessId) {
  std::set<std::string> names;
  for (int i = 0; i < 100; ++i) {
    const auto name = new_name();
    EXPECT_TRUE(is_name(name, WrittenBy::latchkey)) << name;
    EXPECT_TRUE(is_name(name, WrittenBy::any_tool)) << name;
    names.insert(name);
  }
  EXPECT_GT(names.size(), 95U);
  EXPECT_TRUE(is_name("tmpabc_e012.tmp", WrittenBy::any_tool));
  EXPECT_FALSE(is_name("tmpabc_e012.tmp", WrittenBy::latchkey));
  for (const auto* name : {"", "tmp.tmp", "tmplk_abcd.tmp", "tmplk_abcdef.tmp", "tmplk_abcdE.tmp",
                           "tmplk_abcde.TMP", "xmplk_abcde.tmp", "tmplk_abcde.tmp.json", "tmplk_ab/de.tmp"})
    EXPECT_FALSE(is_name(name, WrittenBy::any_tool)) << name;
}

class Sweep : public ::testing::Test {
 protected:
  /// A file that was last changed `ago`; negative: in the future.
  void leave(const std::string& name, std::chrono::seconds ago) const {
    folder.write(name, "x");
    const auto now = std::filesystem::file_time_type::clock::now();
    std::filesystem::last_write_time(files::join(folder.path(), name), now - ago);
  }
  test::TemporaryFolder folder;
};

TEST_F(Sweep, RemovesOldFilesOfTheGivenNames) {
  leave("tmplk_aaaaa.tmp", 700s);
  leave("tmplk_bbbbb.tmp", 500s);
  leave("tmplk_ccccc.tmp", -700s);
  leave("tmplk_ddddd.tmp", -500s);
  leave("tmpaaaaaaaa.tmp", 700s);
  leave("entry.json", 700s);
  std::filesystem::create_directory(files::join(folder.path(), "tmplk_eeeee.tmp"));
  const auto own = sweep(folder.path(), WrittenBy::latchkey, 600s);
  EXPECT_EQ(own.removed, 2);
  EXPECT_EQ(own.young, 2);
  EXPECT_TRUE(folder.has("tmpaaaaaaaa.tmp"));
  const auto all = sweep(folder.path(), WrittenBy::any_tool, 0s);
  EXPECT_EQ(all.removed, 3);
  EXPECT_EQ(all.young, 0);
  EXPECT_EQ(files::names_in(folder.path()), (std::vector<std::string>{"entry.json", "tmplk_eeeee.tmp"}));
}

TEST_F(Sweep, KeepsTheFileOfALivingProcess) {
  leave("tmplk_aaaaa.tmp", 700s);
  {
    const auto writing = FileLock::try_take(files::join(folder.path(), "tmplk_aaaaa.tmp"));
    ASSERT_TRUE(writing && *writing);
    EXPECT_EQ(sweep(folder.path(), WrittenBy::latchkey, 0s).removed, 0);
  }
  EXPECT_EQ(sweep(folder.path(), WrittenBy::latchkey, 0s).removed, 1);
}

TEST_F(Sweep, IgnoresAMissingFolder) {
  const auto swept = sweep(files::join(folder.path(), "none"), WrittenBy::any_tool, 0s);
  EXPECT_EQ(swept.removed + swept.young, 0);
  EXPECT_FALSE(folder.has("none"));
}

}  // namespace
}  // namespace latchkey::temporaries
