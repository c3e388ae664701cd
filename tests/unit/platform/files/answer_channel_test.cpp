// SPDX-License-Identifier: Apache-2.0
#include "platform/files/answer_channel.hpp"

#include <cstdlib>
#include <thread>

#include <gtest/gtest.h>

#include "platform/process/process_info.hpp"
#include "platform/process/subprocess.hpp"
#include "unit/support/programs.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey {
namespace {

using namespace std::chrono_literals;

TEST(AnswerChannel, ReceivesAMessageAndIsRemovedWithItsOwner) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path() + "/box";
  {
    auto box = AnswerChannel::create(path);
    ASSERT_TRUE(box) << box.error().message;
    box->guard();
    folder.write("note", "");
    box->also_remove(folder.path() + "/note");
    EXPECT_TRUE(answer_channel::is_listening(path));
    EXPECT_TRUE(answer_channel::send_message(path, Secret("123456")));
    Secret message;
    EXPECT_EQ(box->receive(Deadline(5s), message), AnswerChannel::Received::message);
    EXPECT_EQ(message.reveal(), "123456");
  }
  EXPECT_FALSE(folder.has("box"));
  EXPECT_FALSE(folder.has("note"));
  EXPECT_FALSE(answer_channel::send_message(path, Secret("123456")));
}

TEST(AnswerChannel, TruncatesAnEndlessMessage) {
  const test::TemporaryFolder folder;
  auto box = AnswerChannel::create(folder.path() + "/box");
  ASSERT_TRUE(box);
  EXPECT_FALSE(answer_channel::send_message(folder.path() + "/box", Secret(std::string(10000, 'x'))));
  Secret message;
  EXPECT_EQ(box->receive(Deadline(50ms), message), AnswerChannel::Received::late);
}

TEST(AnswerChannel, ReceivesMessagesInOrder) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path() + "/box";
  auto box = AnswerChannel::create(path);
  ASSERT_TRUE(box) << box.error().message;
  EXPECT_FALSE(AnswerChannel::create(path)) << "it is taken";
  for (const char* text : {"first", "second"}) {
    EXPECT_TRUE(answer_channel::is_listening(path));
    EXPECT_TRUE(answer_channel::send_message(path, Secret(text)));
    Secret message;
    EXPECT_EQ(box->receive(Deadline(5s), message), AnswerChannel::Received::message);
    EXPECT_EQ(message.reveal(), text);
  }
  std::thread later([&] {
    std::this_thread::sleep_for(100ms);
    EXPECT_TRUE(answer_channel::send_message(path, Secret("third")));
  });
  Secret message;
  EXPECT_EQ(box->receive(Deadline(5s), message), AnswerChannel::Received::message);
  later.join();
  EXPECT_EQ(message.reveal(), "third");
}

const test::ChildBody kDiesWithABox("dies-with-a-box", [](const test::Words& words) -> int {
  const auto box = AnswerChannel::create(words[0]);
  std::_Exit(box && answer_channel::is_listening(words[0]) ? 7 : 1);  // no destructor runs
});

TEST(AnswerChannel, DetectsThatItsOwnerHasExited) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path() + "/box";
  auto words = kDiesWithABox.words();
  words.push_back(path);
  EXPECT_EQ(run_captured(words, Environment::of_this_process())->status, 7);
  EXPECT_FALSE(answer_channel::is_listening(path));
  EXPECT_FALSE(answer_channel::send_message(path, Secret("123456")));
}

TEST(AnswerChannel, ListsOwnFilesOfAFolderInOrder) {
  const test::TemporaryFolder folder;
  folder.write("b", "");
  folder.write("a", "");
  EXPECT_EQ(answer_channel::own_names(folder.path()), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(answer_channel::own_names(folder.path() + "/none").empty());
}

TEST(AnswerChannel, ReadsMachineAndProcess) {
  EXPECT_FALSE(answer_channel::machine_name().empty());
  EXPECT_EQ(answer_channel::process_number(), own_process_id());
}

TEST(AnswerChannel, DoesNotSendToOtherFiles) {
  const test::TemporaryFolder folder;
  folder.write("file", "as it was");
  EXPECT_FALSE(answer_channel::send_message(folder.path() + "/file", Secret("123456")));
  EXPECT_EQ(folder.read("file"), "as it was");
}

}  // namespace
}  // namespace latchkey
