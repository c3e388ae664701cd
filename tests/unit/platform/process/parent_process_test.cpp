// SPDX-License-Identifier: Apache-2.0
#include "platform/process/parent_process.hpp"

#include <gtest/gtest.h>

namespace latchkey {
namespace {

using Words = std::vector<std::string>;

TEST(Caller, IsTheProgramAndItsScriptOrSubcommand) {
  EXPECT_EQ(caller_text({"/usr/bin/python3", "/home/ada/deploy.py", "--token", "x"}), "python3 deploy.py");
  EXPECT_EQ(caller_text({"terraform", "apply"}), "terraform apply");
  EXPECT_EQ(caller_text({"/opt/idea"}), "idea");
  EXPECT_EQ(caller_text({"-bash"}), "bash");
  EXPECT_EQ(caller_text({"python3", "-u", "-X", "dev", "deploy.py"}), "python3");
  EXPECT_EQ(caller_text({"python3", "-u", "deploy.py", "x"}), "python3 deploy.py");
  EXPECT_EQ(caller_text({}), "");
}

TEST(Caller, ShowsNoArgumentThatMayBeASecret) {
  EXPECT_EQ(caller_text({"tool", "--password", "hunter2", "deploy.py"}), "tool");
  EXPECT_EQ(caller_text({"python3", "-c", "key = 'secret'"}), "python3");
  EXPECT_EQ(caller_text({"tool", "pass word"}), "tool");
  EXPECT_EQ(caller_text({"tool", std::string(200, 'x')}), "tool");
  EXPECT_EQ(caller_text({"nginx: master process"}), "");
  EXPECT_EQ(caller_text({"\x1b[31mred"}), "");
}

TEST(Caller, AShellThatRunsOneCommandLineIsALayer) {
  EXPECT_TRUE(is_shell_layer({"/bin/sh", "-c", "latchkey process"}));
  EXPECT_TRUE(is_shell_layer({"bash", "-lc", "latchkey process"}));
  EXPECT_FALSE(is_shell_layer({"sh", "deploy.sh", "x"}));
  EXPECT_FALSE(is_shell_layer({"bash"}));
  EXPECT_FALSE(is_shell_layer({"python3", "-c", "x"}));
}

}  // namespace
}  // namespace latchkey
