// SPDX-License-Identifier: Apache-2.0
#include "platform/process/browser.hpp"

#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "platform/files/files.hpp"
#include "unit/support/machine.hpp"
#include "unit/support/programs.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey::test {
namespace {

constexpr const char* kUrl = "https://signin.example/authorize?a=b&c=%20d";

class Browser : public ::testing::Test {
 protected:
  /// A browser that writes down what it is to open.
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

TEST_F(Browser, IsTheOneThatIsNamed) {
  env.set("BROWSER", make("browser"));
  EXPECT_TRUE(has_browser(env));
  ASSERT_TRUE(open_browser(kUrl, env));
  EXPECT_EQ(opened(), std::string(kUrl) + '\n');
}

TEST_F(Browser, IsTheFirstThatIsThereOfSeveral) {
  make("second");
  env.set("PATH", search_path(folder.path()));
  env.set("BROWSER", std::string("no-such-browser") + kListSeparator + "second");
  EXPECT_TRUE(has_browser(env));
  ASSERT_TRUE(open_browser(kUrl, env));
  EXPECT_EQ(opened(), std::string(kUrl) + '\n');
}

TEST_F(Browser, ThatIsNamedAndNotThereIsNone) {
  env.set("BROWSER", "no-such-browser");
  EXPECT_FALSE(has_browser(env));
  EXPECT_FALSE(open_browser(kUrl, env));
}

}  // namespace
}  // namespace latchkey::test
