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

TEST(AnswerChannel, DetectsThatItsOwnerWasKilled) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path() + "/box";
  const pid_t owner = fork();
  if (owner == 0) {
    const auto box = AnswerChannel::create(path);
    _exit(box && answer_channel::is_listening(path) ? 0 : 1);  // no destructor runs
  }
  int status = 1;
  waitpid(owner, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_TRUE(folder.has("box"));
  EXPECT_FALSE(answer_channel::is_listening(path));
  EXPECT_FALSE(answer_channel::send_message(path, Secret("123456")));
}

TEST(AnswerChannel, ListsOwnFilesOfAPrivateFolder) {
  const test::TemporaryFolder folder;
  folder.write("b", "");
  folder.write("a", "");
  ASSERT_EQ(symlink("a", (folder.path() + "/link").c_str()), 0);
  EXPECT_EQ(answer_channel::own_names(folder.path()), (std::vector<std::string>{"a", "b"}));
  chmod(folder.path().c_str(), 0770);
  EXPECT_TRUE(answer_channel::own_names(folder.path()).empty());
  EXPECT_TRUE(answer_channel::own_names(folder.path() + "/none").empty());
}

TEST(AnswerChannel, IsNotOpenedThroughASymbolicLink) {
  const test::TemporaryFolder folder;
  auto box = AnswerChannel::create(folder.path() + "/box");
  ASSERT_TRUE(box);
  ASSERT_EQ(symlink("box", (folder.path() + "/link").c_str()), 0);
  EXPECT_FALSE(answer_channel::send_message(folder.path() + "/link", Secret("123456")));
}

}  // namespace
}  // namespace latchkey
