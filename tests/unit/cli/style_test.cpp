// SPDX-License-Identifier: Apache-2.0
#include "cli/output/style.hpp"

#include <gtest/gtest.h>

#include "cli/explain/explanations.hpp"
#include "cli/output/page.hpp"

namespace latchkey::cli {
namespace {

using namespace std::chrono_literals;

class Styles : public testing::Test {
 protected:
  void TearDown() override { set_up_colours(ColourMode::never, nothing_); }

 private:
  Environment nothing_;
};

TEST_F(Styles, TextIsPaintedOnlyInColour) {
  EXPECT_EQ(painted("broken", Style::bad, true), "\x1b[31mbroken\x1b[0m");
  EXPECT_EQ(painted("broken", Style::bad, false), "broken");
  EXPECT_EQ(painted("broken", Style::plain, true), "broken");
  EXPECT_EQ(painted("", Style::bad, true), "");
}

TEST_F(Styles, TheOptionComesBeforeTheEnvironment) {
  const Environment env({{"NO_COLOR", "1"}, {"FORCE_COLOR", "1"}});
  set_up_colours(ColourMode::always, env);
  EXPECT_TRUE(output_has_colours());
  set_up_colours(ColourMode::never, env);
  EXPECT_FALSE(output_has_colours());
  set_up_colours(ColourMode::automatic, env);
  EXPECT_FALSE(output_has_colours()) << "NO_COLOR comes before FORCE_COLOR";
}

TEST_F(Styles, ModesHaveNames) {
  EXPECT_EQ(colour_mode("auto"), ColourMode::automatic);
  EXPECT_EQ(colour_mode("never"), ColourMode::never);
  EXPECT_EQ(colour_mode("Always"), std::nullopt);
}

TEST_F(Styles, ABarIsEmptyOnlyWhenNothingIsLeft) {
  EXPECT_EQ(time_bar(12h, 12h), "[##########]");
  EXPECT_EQ(time_bar(6h, 12h), "[#####.....]");
  EXPECT_EQ(time_bar(1s, 12h), "[#.........]");
  EXPECT_EQ(time_bar(0s, 12h), "[..........]");
  EXPECT_EQ(time_bar(-1h, 12h), "[..........]");
  EXPECT_EQ(time_bar(36h, 12h), "[##########]") << "longer than usual";
  EXPECT_EQ(time_bar(1h, 0s), "[##########]");
}

TEST_F(Styles, APageBreaksItsLinesAndPaintsEachPart) {
  const Environment env;
  set_up_colours(ColourMode::always, env);
  Page page;
  page.section("a\x1b[31m");
  page.line(2, std::string(60, 'x') + ' ' + std::string(30, 'y'), Style::bad);
  page.last("next: do it");
  const std::string x(60, 'x');
  const std::string y(30, 'y');
  EXPECT_EQ(page.take(), "\x1b[1ma\\x1b[31m\x1b[0m\n  \x1b[31m" + x + "\x1b[0m\n    \x1b[31m" + y +
                             "\x1b[0m\n\n\x1b[1;36mnext:\x1b[0m do it\n");
}

TEST(Explanations, EachCauseHasOne) {
  EXPECT_EQ(section_that_begins_at(Cause::usage), "Command line");
  EXPECT_TRUE(section_that_begins_at(Cause::unknown_command).empty());
  for (std::size_t i = 0; i < cause_count(); ++i) {
    const auto [causes, fix] = explanation_of(static_cast<Cause>(i));
    EXPECT_TRUE(causes.ends_with('.') && fix.ends_with('.')) << code_of(static_cast<Cause>(i));
  }
  EXPECT_EQ(explanation_of(Cause::not_stored).causes.substr(0, 3), "The") << "the last one";
}

}  // namespace
}  // namespace latchkey::cli
