// SPDX-License-Identifier: Apache-2.0
#include "platform/mailbox.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit/support/test_host.hpp"

namespace latchkey {
namespace {

using namespace std::chrono_literals;

TEST(Mailbox, TakesALetterAndIsGoneWithItsOwner) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path() + "/box";
  {
    auto box = Mailbox::create(path);
    ASSERT_TRUE(box) << box.error().message;
    box->guard();
    folder.write("note", "");
    box->take_along(folder.path() + "/note");
    EXPECT_TRUE(mailbox::is_attended(path));
    EXPECT_TRUE(mailbox::deliver(path, Secret("123456")));
    Secret letter;
    EXPECT_EQ(box->receive(Deadline(5s), letter), Mailbox::Received::letter);
    EXPECT_EQ(letter.reveal(), "123456");
  }
  EXPECT_FALSE(folder.has("box"));
  EXPECT_FALSE(folder.has("note"));
  EXPECT_FALSE(mailbox::deliver(path, Secret("123456")));
}

TEST(Mailbox, ALetterWithoutEndIsCutAndNobodyBlocks) {
  const test::TemporaryFolder folder;
  auto box = Mailbox::create(folder.path() + "/box");
  ASSERT_TRUE(box);
  EXPECT_FALSE(mailbox::deliver(folder.path() + "/box", Secret(std::string(10000, 'x'))));
  Secret letter;
  EXPECT_EQ(box->receive(Deadline(50ms), letter), Mailbox::Received::late);
}

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

TEST(Mailbox, WhatIsNoBoxGetsNoLetter) {
  const test::TemporaryFolder folder;
  folder.write("file", "as it was");
  EXPECT_FALSE(mailbox::deliver(folder.path() + "/file", Secret("123456")));
  EXPECT_EQ(folder.read("file"), "as it was");
  auto box = Mailbox::create(folder.path() + "/box");
  ASSERT_TRUE(box);
  ASSERT_EQ(symlink("box", (folder.path() + "/link").c_str()), 0);
  EXPECT_FALSE(mailbox::deliver(folder.path() + "/link", Secret("123456")));
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

}  // namespace
}  // namespace latchkey
