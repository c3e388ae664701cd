// SPDX-License-Identifier: Apache-2.0
#include "platform/files/answer_channel.hpp"

#include <cstdlib>
#include <thread>

#include <gtest/gtest.h>

#include "platform/process/process.hpp"
#include "platform/process/process_info.hpp"
#include "unit/support/programs.hpp"
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

TEST(Mailbox, TakesOneLetterAfterTheOther) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path() + "/box";
  auto box = Mailbox::create(path);
  ASSERT_TRUE(box) << box.error().message;
  EXPECT_FALSE(Mailbox::create(path)) << "it is taken";
  for (const char* text : {"first", "second"}) {
    EXPECT_TRUE(mailbox::is_attended(path));
    EXPECT_TRUE(mailbox::deliver(path, Secret(text)));
    Secret letter;
    EXPECT_EQ(box->receive(Deadline(5s), letter), Mailbox::Received::letter);
    EXPECT_EQ(letter.reveal(), text);
  }
  std::thread later([&] {
    std::this_thread::sleep_for(100ms);
    EXPECT_TRUE(mailbox::deliver(path, Secret("third")));
  });
  Secret letter;
  EXPECT_EQ(box->receive(Deadline(5s), letter), Mailbox::Received::letter);
  later.join();
  EXPECT_EQ(letter.reveal(), "third");
}

const test::ChildBody kDiesWithABox("dies-with-a-box", [](const test::Words& words) -> int {
  const auto box = Mailbox::create(words[0]);
  std::_Exit(box && mailbox::is_attended(words[0]) ? 7 : 1);  // no destructor runs
});

TEST(Mailbox, OfADeadProcessIsDead) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path() + "/box";
  auto words = kDiesWithABox.words();
  words.push_back(path);
  EXPECT_EQ(run_captured(words, Environment::of_this_process())->status, 7);
  EXPECT_FALSE(mailbox::is_attended(path));
  EXPECT_FALSE(mailbox::deliver(path, Secret("123456")));
}

TEST(Mailbox, ListsOwnFilesOfAFolderInOrder) {
  const test::TemporaryFolder folder;
  folder.write("b", "");
  folder.write("a", "");
  EXPECT_EQ(mailbox::own_names(folder.path()), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(mailbox::own_names(folder.path() + "/none").empty());
}

TEST(Mailbox, KnowsMachineAndProcess) {
  EXPECT_FALSE(mailbox::machine_name().empty());
  EXPECT_EQ(mailbox::process_number(), own_process_id());
}

TEST(Mailbox, WhatIsNoBoxGetsNoLetter) {
  const test::TemporaryFolder folder;
  folder.write("file", "as it was");
  EXPECT_FALSE(mailbox::deliver(folder.path() + "/file", Secret("123456")));
  EXPECT_EQ(folder.read("file"), "as it was");
}

}  // namespace
}  // namespace latchkey
