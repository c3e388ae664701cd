// SPDX-License-Identifier: Apache-2.0
#include <thread>

#include <gtest/gtest.h>

#include "platform/files/file_lock.hpp"
#include "platform/files/files.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey::test {
namespace {

TEST(FileLockHolder, IsDetectedWhileItHoldsTheLock) {
  const TemporaryFolder folder;
  const auto path = folder.path() + "/locks/a.lock";
  EXPECT_FALSE(FileLock::is_held(path)) << "there is no such file";
  {
    const auto lock = FileLock::try_take(path);
    ASSERT_TRUE(lock && *lock);
    EXPECT_TRUE(FileLock::is_held(path));
    EXPECT_FALSE(FileLock::try_take(path)->has_value()) << "looking has not let it go";
  }
  EXPECT_FALSE(FileLock::is_held(path));
  EXPECT_TRUE(FileLock::try_take(path)->has_value()) << "looking does not hold it";
}

TEST(ChangeStamp, ChangesWhenFilesAreAddedOrRemoved) {
  const TemporaryFolder folder;
  EXPECT_EQ(files::change_stamp(folder.path() + "/none"), 0);
  const auto pause = [] {
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  };  // the clock of files
  const auto empty = files::change_stamp(folder.path());
  EXPECT_NE(empty, 0);
  pause();
  EXPECT_EQ(files::change_stamp(folder.path()), empty);
  ASSERT_TRUE(files::write_private(folder.path() + "/a", "1"));
  const auto one = files::change_stamp(folder.path());
  EXPECT_NE(one, empty);
  pause();
  ASSERT_TRUE(files::write_private(folder.path() + "/a", "2"));
  const auto replaced = files::change_stamp(folder.path());
  EXPECT_NE(replaced, one);
  pause();
  ASSERT_TRUE(files::remove(folder.path() + "/a"));
  EXPECT_NE(files::change_stamp(folder.path()), replaced);
}

}  // namespace
}  // namespace latchkey::test
