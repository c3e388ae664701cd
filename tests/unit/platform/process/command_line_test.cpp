// SPDX-License-Identifier: Apache-2.0
#include "platform/process/command_line.hpp"

#include <gtest/gtest.h>

namespace latchkey {
namespace {

using Words = std::vector<std::string>;

TEST(CommandLine, IsSplitAtBlanks) {
  EXPECT_EQ(split_command_line("  a --b=c\td "), (Words{"a", "--b=c", "d"}));
  EXPECT_EQ(split_command_line("\"a b\" \"\" c\"d e\"f"), (Words{"a b", "", "cd ef"}));
  EXPECT_EQ(split_command_line(""), Words());
}

TEST(CommandLine, IsRejectedWithAnOpenQuote) {
  EXPECT_EQ(split_command_line("a \"b"), std::nullopt);
  EXPECT_FALSE(std::string(command_line_rules()).empty());
}

TEST(CommandLine, RoundTripsWords) {
  const Words words = {"plain", "a b",    "",     "a\"b",      "\\",  "a\\",
                       "a b\\", "a\\\"b", "it's", "--key=a;b", "a\tb"};
  std::string line;
  for (const auto& word : words) line += command_line_word(word) + ' ';
  EXPECT_EQ(split_command_line(line), words) << line;
  EXPECT_EQ(command_line_word("plain"), "plain");
}

}  // namespace
}  // namespace latchkey
