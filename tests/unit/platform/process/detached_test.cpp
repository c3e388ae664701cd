// SPDX-License-Identifier: Apache-2.0
#include "platform/process/detached.hpp"

#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "platform/files/files.hpp"
#include "platform/process/process_end.hpp"
#include "platform/process/process_info.hpp"
#include "platform/terminal/terminal.hpp"
#include "unit/support/machine.hpp"
#include "unit/support/programs.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey::test {
namespace {

using namespace std::chrono_literals;

/// Programs that outlive this one, and their logs.
class Detached : public ::testing::Test {
 protected:
  BackgroundProcess start(const Words& words) const {
    auto process = BackgroundProcess::start(words.front(), words, Environment::of_this_process(), log());
    EXPECT_TRUE(process) << process.error().message;
    return *std::move(process);
  }
  static bool ends(const BackgroundProcess& process) {
    for (int i = 0; i < 1000; ++i) {
      if (process.has_ended()) return true;
      std::this_thread::sleep_for(10ms);
    }
    return false;
  }
  std::string log() const { return files::join(folder.path(), "log"); }

  TemporaryFolder folder;
};

const ChildBody kWritesTwice("writes-twice", [](const Words& words) {
  std::fputs(words[0].c_str(), stdout);
  report_to_starter("!");
  std::puts(words[0].c_str());
  std::fflush(stdout);
  std::fputs("and an error\n", stderr);
  return std::getchar() == EOF ? 0 : 1;
});

TEST_F(Detached, ProgramReportsThenLogsWithoutInput) {
  for (const std::string word : {"first", "second"}) {
    auto words = kWritesTwice.words();
    words.push_back(word);
    auto process = start(words);
    EXPECT_EQ(process.output(30s), word + '!');
    ASSERT_TRUE(ends(process));
  }
  auto text = folder.read("log");
  std::erase(text, '\r');
  EXPECT_EQ(text, "first\nand an error\nsecond\nand an error\n");
  EXPECT_EQ(files::mode(log()), mode_here(0600));
}

TEST_F(Detached, LogRestartsAfterAMegabyte) {
  folder.write("log", std::string((1U << 20U) + 1, 'x'));
  auto words = kWritesTwice.words();
  words.emplace_back("new");
  ASSERT_TRUE(ends(start(words)));
  EXPECT_LT(folder.read("log").size(), 100U);
}

TEST_F(Detached, ProgramThatCannotBeStartedIsAnError) {
  const auto process = BackgroundProcess::start(folder.path() + "/none", {"x"}, plain_environment(), log());
  ASSERT_FALSE(process);
  EXPECT_EQ(process.error().kind, ErrorKind::io);
  folder.write("file", "");
  const auto own = kWritesTwice.words();
  EXPECT_FALSE(BackgroundProcess::start(own.front(), own, plain_environment(), folder.path() + "/file/log"));
}

const ChildBody kWaits("waits", [](const Words&) {
  report_to_starter(std::to_string(own_process_id()));
  std::this_thread::sleep_for(60s);
  return 0;
});

TEST_F(Detached, ProgramEndsOnRequest) {
  std::this_thread::sleep_for(30ms);  // Linux counts the start of a process in hundredths of a second
  auto process = start(kWaits.words());
  const long id = process.id();
  EXPECT_EQ(process.output(30s), std::to_string(id));
  EXPECT_FALSE(process.has_ended());
  EXPECT_FALSE(is_stopped(id));
  EXPECT_NE(start_of_process(id), "");
  EXPECT_EQ(start_of_process(id), start_of_process(id));
  EXPECT_NE(start_of_process(id), start_of_process(own_process_id()));
  ask_to_end(id);
  EXPECT_TRUE(ends(process));
}

const ChildBody kSaysNothing("says-nothing", [](const Words&) {
  std::this_thread::sleep_for(60s);
  return 0;
});

TEST_F(Detached, EndlessReportIsNotAwaited) {
  auto process = start(kSaysNothing.words());
  EXPECT_EQ(process.output(20ms), std::nullopt);
  ask_to_end(process.id());
  EXPECT_EQ(process.output(30s), "");
  EXPECT_TRUE(ends(process));
}

const ChildBody kLooksForATerminal("looks-for-a-terminal", [](const Words&) {
  const auto answer = terminal::ask_hidden({"", "Code: ", {}, {}});
  const auto told = terminal::write_notice("x");
  const bool is_missed = !answer && answer.error().kind == ErrorKind::terminal && !told &&
                         told.error().kind == ErrorKind::terminal && own_terminal_name().empty();
  const bool is_none = !terminal::output_is_terminal() && !terminal::error_is_terminal() && !screen_size();
  report_to_starter(is_missed && is_none ? "none" : "some");
  return 0;
});

TEST_F(Detached, ProgramHasNoTerminal) {
  auto process = start(kLooksForATerminal.words());
  EXPECT_EQ(process.output(30s), "none");
  EXPECT_TRUE(ends(process));
}

constexpr const char* kUrl = "https://signin.example/authorize?a=b&c=%20d";

class Browser : public ::testing::Test {
 protected:
  /// A browser that records the address to open.
  std::string make(const std::string& name) const {
    return make_program(folder.path(), name, {"tell " + told()});
  }
  std::string told() const { return files::join(folder.path(), "told"); }
  std::string opened() const {
    for (int i = 0; i < 1000; ++i) {
      if (folder.has("told") && folder.read("told").ends_with('\n')) return folder.read("told");
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return "nothing";
  }

  TemporaryFolder folder;
  Environment env = plain_environment();
};

TEST_F(Browser, IsTheConfiguredOne) {
  env.set("BROWSER", make("browser"));
  EXPECT_TRUE(has_browser(env));
  ASSERT_TRUE(open_browser(kUrl, env));
  EXPECT_EQ(opened(), std::string(kUrl) + '\n');
}

TEST_F(Browser, IsTheFirstInstalledOfSeveral) {
  make("second");
  env.set("PATH", search_path(folder.path()));
  env.set("BROWSER", std::string("no-such-browser") + kListSeparator + "second");
  EXPECT_TRUE(has_browser(env));
  ASSERT_TRUE(open_browser(kUrl, env));
  EXPECT_EQ(opened(), std::string(kUrl) + '\n');
}

TEST_F(Browser, IsAbsentIfTheConfiguredOneIsNotInstalled) {
  env.set("BROWSER", "no-such-browser");
  EXPECT_FALSE(has_browser(env));
  EXPECT_FALSE(open_browser(kUrl, env));
}

}  // namespace
}  // namespace latchkey::test
