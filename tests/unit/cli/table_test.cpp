// SPDX-License-Identifier: Apache-2.0
#include "cli/output/table.hpp"

#include <gtest/gtest.h>

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

TEST(Table, ShowsControlCharactersAndDoesNotSendThem) {
  EXPECT_EQ(table({{"PROFILE"}, {"a\x1b[31m\tb"}}, false).find_first_of("\x1b\t"), std::string::npos);
}

TEST(Table, EndsWithTheErrorOfItsSink) {
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
}  // namespace latchkey::cli
