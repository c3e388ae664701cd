// SPDX-License-Identifier: Apache-2.0
// Not on Windows: there is no /proc.
#include <gtest/gtest.h>

#include "platform/process/posix/process_tree.hpp"

namespace latchkey::posix {
namespace {

using Words = std::vector<std::string>;

TEST(ProcFiles, ProgramNameCannotSpoofTheParent) {
  EXPECT_EQ(parent_in("7 (python3) S 4711 7 7 0 -1\n"), 4711);
  EXPECT_EQ(parent_in("7 (a) S 1 (b)) S 4711 7"), 4711);
  EXPECT_EQ(parent_in("7 (a\n) S 4711 7"), 4711);
}

TEST(ProcFiles, InvalidParentIsUnknown) {
  for (const auto* text : {"", ")", "7 (a)", "7 (a) S", "7 (a) S ", "7 (a) S -1 7", "7 (a) S 4711x 7",
                           "7 (a) S 99999999999999999999 7"})
    EXPECT_EQ(parent_in(text), 0) << text;
}

TEST(ProcFiles, CommandLineWordsAreNulTerminated) {
  EXPECT_EQ(command_line_words(std::string_view("a\0\0b c\0", 7)), (Words{"a", "", "b c"}));
  EXPECT_EQ(command_line_words("cut"), Words{"cut"});
  EXPECT_EQ(command_line_words(""), Words{});
}

TEST(ProcFiles, ConnectionHasTheUserOfItsLine) {
  const auto user = [](const std::string& rest) {
    return connection_user("   0: A:1 B:2 01 0:0 00:0 0" + rest, "A:1", "B:2");
  };
  EXPECT_EQ(user("  1000        0 12345"), uid_t{1000});
  EXPECT_EQ(user(" 0"), uid_t{0});
  for (const auto* rest : {"", " ", " x", " 1000x 0", " -1 0", " 4294967296 0"})
    EXPECT_FALSE(user(rest)) << rest;
  EXPECT_FALSE(connection_user("   0: A:1 B:2 01 0:0 00:0 0 1000", "B:2", "A:1"));
}

}  // namespace
}  // namespace latchkey::posix
