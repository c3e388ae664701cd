// SPDX-License-Identifier: Apache-2.0
#include "platform/files/file_lock.hpp"

#include <cstdlib>

#include <gtest/gtest.h>

#include "platform/files/files.hpp"
#include "platform/process/subprocess.hpp"
#include "unit/support/machine.hpp"
#include "unit/support/programs.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey::test {
namespace {

class FileLockTest : public ::testing::Test {
 protected:
  FileLock taken() const {
    auto lock = FileLock::try_take(path);
    if (!lock || !*lock) ADD_FAILURE() << "it is not to be had";
    return **std::move(lock);
  }
  int in_child(const ChildBody& body) const {
    auto words = body.words();
    words.push_back(path);
    const auto output = run_captured(words, Environment::of_this_process());
    return output ? output->status : -1;
  }

  TemporaryFolder folder;
  std::string path = files::join(files::join(folder.path(), "locks"), "a.lock");
};

const ChildBody kTries("tries-a-lock", [](const Words& words) {
  const auto lock = FileLock::try_take(words[0]);
  if (!lock) return 9;
  return lock->has_value() ? 1 : 2;
});

TEST_F(FileLockTest, ExcludesOtherThreadsAndProcesses) {
  {
    const auto lock = taken();
    EXPECT_FALSE(FileLock::try_take(path)->has_value());
    EXPECT_EQ(in_child(kTries), 2);
  }
  EXPECT_TRUE(folder.has("locks/a.lock")) << "it is never removed";
  EXPECT_EQ(in_child(kTries), 1);
}

const ChildBody kDiesWithALock("dies-with-a-lock", [](const Words& words) {
  auto lock = FileLock::try_take(words[0]);
  if (!lock || !*lock) return 9;
  (*lock)->set_note("held");
  std::_Exit(7);  // no destructor runs
});

TEST_F(FileLockTest, IsReleasedAfterItsProcessDies) {
  EXPECT_EQ(in_child(kDiesWithALock), 7);
  EXPECT_FALSE(FileLock::is_held(path));
  EXPECT_EQ(taken().note(), "held") << "taking it does not change the note";
}

TEST_F(FileLockTest, CreatesAPrivateFile) {
  const auto lock = taken();
  EXPECT_EQ(files::mode(path), mode_here(0600));
  EXPECT_EQ(files::mode(files::folder_of(path)), mode_here(0700));
}

TEST_F(FileLockTest, NoteIsReadByWaiters) {
  auto lock = taken();
  lock.set_note("a longer note");
  EXPECT_EQ(FileLock::note_of(path), "a longer note");
  lock.set_note("short");
  EXPECT_EQ(FileLock::note_of(path), "short");
  EXPECT_EQ(lock.note(), "short");
  EXPECT_EQ(FileLock::note_of(path + "none"), "");
}

TEST_F(FileLockTest, WaitsUntilReleased) {
  auto request = LockWaiter::open(path);
  ASSERT_TRUE(request) << request.error().message;
  {
    auto lock = taken();
    lock.set_note("me");
    EXPECT_FALSE(request->try_take()->has_value());
    EXPECT_EQ(request->note(), "me");
  }
  const auto lock = request->try_take();
  ASSERT_TRUE(lock && *lock);
  EXPECT_FALSE(FileLock::try_take(path)->has_value());
}

TEST_F(FileLockTest, FailsIfNoFileCanBeCreated) {
  folder.write("file", "");
  const auto below = files::join(files::join(folder.path(), "file"), "a.lock");
  for (const auto& place : {below, folder.path()}) {
    const auto lock = FileLock::try_take(place);
    ASSERT_FALSE(lock) << place;
    EXPECT_EQ(lock.error().kind, ErrorKind::io);
    EXPECT_FALSE(LockWaiter::open(place)) << place;
  }
}

}  // namespace
}  // namespace latchkey::test
