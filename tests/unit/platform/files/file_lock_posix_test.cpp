// SPDX-License-Identifier: Apache-2.0
// Not on Windows: pipes, links and modes in place of a lock file.
#include <string>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/files/file_lock.hpp"
#include "platform/files/files.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey::test {
namespace {

constexpr mode_t kPrivate = 0600;

struct FileLockPath : ::testing::Test {
  TemporaryFolder folder;
  std::string path = files::join(folder.path(), "a.lock");

  void expect_no_lock() const {
    const auto lock = FileLock::try_take(path);
    ASSERT_FALSE(lock);
    EXPECT_EQ(lock.error().kind, ErrorKind::io);
    EXPECT_NE(lock.error().message.find(path), std::string::npos) << lock.error().message;
    EXPECT_FALSE(LockWaiter::open(path));
    EXPECT_FALSE(FileLock::is_held(path));
    EXPECT_EQ(FileLock::note_of(path), "");
  }
};

TEST_F(FileLockPath, PipeIsRejectedWithoutWaiting) {
  ASSERT_EQ(mkfifo(path.c_str(), kPrivate), 0);
  expect_no_lock();
}

TEST_F(FileLockPath, SymbolicLinkIsNotFollowed) {
  folder.write("target", "the user's text");
  ASSERT_EQ(symlink(files::join(folder.path(), "target").c_str(), path.c_str()), 0);
  expect_no_lock();
  EXPECT_EQ(folder.read("target"), "the user's text");
}

TEST_F(FileLockPath, DanglingSymbolicLinkCreatesNoFile) {
  ASSERT_EQ(symlink(files::join(folder.path(), "target").c_str(), path.c_str()), 0);
  expect_no_lock();
  EXPECT_FALSE(folder.has("target"));
}

TEST_F(FileLockPath, HardLinkIsNotWrittenThrough) {
  folder.write("target", "the user's text");
  ASSERT_EQ(link(files::join(folder.path(), "target").c_str(), path.c_str()), 0);
  expect_no_lock();
  EXPECT_EQ(folder.read("target"), "the user's text");
}

}  // namespace
}  // namespace latchkey::test
