// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "platform/process/command_line.hpp"

namespace latchkey {
namespace {

using Words = std::vector<std::string>;

struct Case {
  const char* line;
  std::optional<Words> words;
};

// The results of botocore 1.43's compat._windows_shell_split().
TEST(CommandLineOfWindows, IsSplitLikeBotocore) {
  for (const auto& [line, words] :
       {Case{"", Words{}},
        Case{"  ", Words{}},
        Case{"a", Words{"a"}},
        Case{"a  b\t c", Words{"a", "b", "c"}},
        Case{R"(C:\x\tool.exe arg)", Words{R"(C:\x\tool.exe)", "arg"}},
        Case{R"("C:\Program Files\t.exe" --profile "my prod")",
             Words{R"(C:\Program Files\t.exe)", "--profile", "my prod"}},
        Case{R"(a\"b)", Words{"a\"b"}},
        Case{R"("a\"b" c)", Words{"a\"b", "c"}},
        Case{R"(a\\"b c")", Words{R"(a\b c)"}},
        Case{R"(a\\\"b)", Words{R"(a\"b)"}},
        Case{R"("" x)", Words{"", "x"}},
        Case{R"(x""y)", Words{"xy"}},
        Case{R"("a""b")", Words{"ab"}},
        Case{R"("open)", std::nullopt},
        Case{R"(a\)", Words{R"(a\)"}},
        Case{R"("a\\" b)", Words{R"(a\)", "b"}},
        Case{R"(a"b c"d)", Words{"ab cd"}},
        Case{"'a b' c", Words{"'a", "b'", "c"}},
        Case{R"(\\server\share\t.exe "x y"\z)", Words{R"(\\server\share\t.exe)", R"(x y\z)"}},
        Case{"a\nb", Words{"a\nb"}}})
    EXPECT_EQ(split_command_line(line), words) << line;
}

TEST(CommandLineOfWindows, RoundTripsWords) {
  for (const std::string word :
       {"", "a", "a b", "a\"b", "\"", "\\", "\\\\", "a\\ b", "a b\\", "a b\\\\", "\\\"",
        "C:\\Program Files\\latchkey\\latchkey.exe", "a\tb", "%PATH%", "a&b|c^d"}) {
    EXPECT_EQ(split_command_line(command_line_word(word) + " x"), (Words{word, "x"})) << word;
  }
  EXPECT_EQ(command_line_word("C:\\x\\latchkey.exe"), "C:\\x\\latchkey.exe") << "needs no quotes";
}

}  // namespace
}  // namespace latchkey
