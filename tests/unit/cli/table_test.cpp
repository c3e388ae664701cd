// SPDX-License-Identifier: Apache-2.0
#include "cli/output/table.hpp"

#include <sstream>

#include <gtest/gtest.h>

#include "base/unicode.hpp"

namespace latchkey::cli {
namespace {

TEST(Table, HasAlignedColumnsOnATerminal) {
  EXPECT_EQ(table({{"PROFILE", "SOURCE"}, {"ops", "assume-role"}, {"größe", "sso"}}, true),
            "PROFILE  SOURCE\n"
            "ops      assume-role\n"
            "größe    sso\n");
}

TEST(Table, HasTabsAndNoHeadingElsewhere) {
  EXPECT_EQ(table({{"PROFILE", "SOURCE"}, {"ops", "assume-role"}, {"dev", ""}}, false),
            "ops\tassume-role\n"
            "dev\t\n");
}

TEST(Table, EscapesControlCharacters) {
  EXPECT_EQ(table({{"PROFILE"}, {"a\x1b[31m\tb"}}, false).find_first_of("\x1b\t"), std::string::npos);
}

TEST(Table, StopsAtAnErrorOfItsSink) {
  int rows = 0;
  const Table large{{"N"}, 1'000'000, [&rows](std::size_t row) {
                      ++rows;
                      return Cells{std::to_string(row) + std::string(100, 'x')};
                    }};
  const auto written =
      write_table(large, false, [](const std::string&) { return fail(Cause::output_failed, "full"); });
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().cause, Cause::output_failed);
  EXPECT_LT(rows, 100'000) << "rows are made when they are written";
}

}  // namespace
std::vector<std::string> lines_in(std::size_t columns, const std::vector<Cells>& rows) {
  std::string text;
  const Table whole{rows.front(), rows.size() - 1, [&](std::size_t row) { return rows[row + 1]; }, columns};
  EXPECT_TRUE(write_table(whole, true, [&](const std::string& lines) -> Result<void> {
    text += lines;
    return {};
  }));
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(Table, CellsAreShortenedToTheWidthOfTheTerminal) {
  const std::vector<Cells> rows = {
      {"PROFILE", "SOURCE", "ROLE"},
      {"ops", "assume-role", "arn:aws:iam::222222222222:role/teams/platform/operations"},
      {"dev", "broken", "~/.aws/config:9: role_arn is not an IAM role ARN: expected role/"}};
  for (const std::size_t columns : {100U, 80U, 60U, 40U, 30U}) {
    for (const auto& line : lines_in(columns, rows)) EXPECT_LE(unicode::length(line), columns) << line;
  }
  const auto lines = lines_in(60, rows);
  EXPECT_EQ(lines[1], "ops      assume-role  arn:...:role/teams/platform/operations");
  EXPECT_EQ(lines[2], "dev      broken       ~/.aws/config:9: role_arn is not an...");
  EXPECT_NE(lines_in(200, rows)[1].find(rows[1][2].text), std::string::npos);
}

TEST(Table, MultibyteCharactersAreNotSplit) {
  for (const auto& line : lines_in(12, {{"PROFILE"}, {"größegrößegröße"}}))
    EXPECT_TRUE(unicode::is_valid(line));
}

TEST(Table, PipesReceiveWholeCells) {
  const std::string arn = "arn:aws:iam::222222222222:role/" + std::string(300, 'x');
  EXPECT_EQ(table({{"ROLE"}, {arn}}, false), arn + '\n');
}

}  // namespace latchkey::cli
