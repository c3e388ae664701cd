// SPDX-License-Identifier: Apache-2.0
// Not on Windows: links, modes, and a file that outlives its owner: the system removes it there.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/files/answer_channel.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey {
namespace {

TEST(Mailbox, OfAKilledOwnerIsDead) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path() + "/box";
  const pid_t owner = fork();
  if (owner == 0) {
    const auto box = Mailbox::create(path);
    _exit(box && mailbox::is_attended(path) ? 0 : 1);  // no destructor runs
  }
  int status = 1;
  waitpid(owner, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_TRUE(folder.has("box"));
  EXPECT_FALSE(mailbox::is_attended(path));
  EXPECT_FALSE(mailbox::deliver(path, Secret("123456")));
}

TEST(Mailbox, ListsOwnFilesOfAFolderThatNobodyElseWrites) {
  const test::TemporaryFolder folder;
  folder.write("b", "");
  folder.write("a", "");
  ASSERT_EQ(symlink("a", (folder.path() + "/link").c_str()), 0);
  EXPECT_EQ(mailbox::own_names(folder.path()), (std::vector<std::string>{"a", "b"}));
  chmod(folder.path().c_str(), 0770);
  EXPECT_TRUE(mailbox::own_names(folder.path()).empty());
  EXPECT_TRUE(mailbox::own_names(folder.path() + "/none").empty());
}

TEST(Mailbox, IsNotReachedByALink) {
  const test::TemporaryFolder folder;
  auto box = Mailbox::create(folder.path() + "/box");
  ASSERT_TRUE(box);
  ASSERT_EQ(symlink("box", (folder.path() + "/link").c_str()), 0);
  EXPECT_FALSE(mailbox::deliver(folder.path() + "/link", Secret("123456")));
}

}  // namespace
}  // namespace latchkey
