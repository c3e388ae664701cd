// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "platform/files/file_lock.hpp"
#include "platform/files/files.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey {
namespace {

TEST(FileLockOfWindows, LeavesItsNoteReadable) {
  const test::TemporaryFolder folder;
  const auto path = files::join(folder.path(), "a.lock");
  auto lock = FileLock::try_take(path);
  ASSERT_TRUE(lock && *lock);
  (*lock)->set_note("a long note of who holds it");
  (*lock)->set_note("who");
  EXPECT_EQ((*lock)->note(), "who");
  EXPECT_EQ(FileLock::note_of(path), "who");
  EXPECT_EQ(folder.read("a.lock"), "who") << "for programs that know nothing of the lock, too";
  auto request = LockWaiter::open(path);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->note(), "who");
  EXPECT_FALSE(request->try_take()->has_value());
  lock->reset();
  EXPECT_TRUE(request->try_take()->has_value());
}

TEST(FileLockOfWindows, FollowsAReplacedFile) {
  const test::TemporaryFolder folder;
  const auto path = files::join(folder.path(), "a.lock");
  auto request = LockWaiter::open(path);
  ASSERT_TRUE(request);
  EXPECT_EQ(files::remove(path), true);
  const auto lock = request->try_take();
  ASSERT_TRUE(lock) << lock.error().message;
  ASSERT_TRUE(*lock);
  EXPECT_TRUE(files::is_file(path));
  EXPECT_FALSE(FileLock::try_take(path)->has_value());
}

}  // namespace
}  // namespace latchkey
