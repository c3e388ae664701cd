// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "platform/files/path_text.hpp"

namespace latchkey {
namespace {

struct Case {
  const char* text;
  const char* expanded;
};

// The results of Python 3.11's ntpath.expandvars().
TEST(PathTextOfWindows, VariablesAreExpandedLikePython) {
  const Environment environment({{"FOO", "foo"}, {"BAR", "b a r"}});
  for (const auto& [text, expanded] :
       {Case{"%FOO%\\x", "foo\\x"}, Case{"$FOO/x", "foo/x"}, Case{"${foo}x", "foox"}, Case{"%foo%", "foo"},
        Case{"%NONE%", "%NONE%"}, Case{"$NONE", "$NONE"}, Case{"${NONE}", "${NONE}"},
        Case{"%%FOO%%", "%FOO%"}, Case{"$$FOO", "$FOO"}, Case{"'%FOO%'$BAR", "'%FOO%'b a r"},
        Case{"'%FOO%", "'%FOO%"}, Case{"50%", "50%"}, Case{"${FOO", "${FOO"}, Case{"$FOO-x", "$FOO-x"},
        Case{"$", "$"}, Case{"%FOO%%BAR%", "foob a r"}})
    EXPECT_EQ(path_text::expand_variables(text, environment), expanded) << text;
}

TEST(PathTextOfWindows, HomeIsTheProfileFolder) {
  Environment environment({{"HOME", "C:\\cygwin"}, {"HOMEDRIVE", "D:"}, {"HOMEPATH", "\\ada"}});
  EXPECT_EQ(path_text::home(environment), "D:\\ada");
  environment.set("UserProfile", "C:\\Users\\ada");
  EXPECT_EQ(path_text::home(environment), "C:\\Users\\ada");
}

TEST(PathTextOfWindows, BothSlashesAreSeparators) {
  EXPECT_EQ(path_text::find_separator("~\\x"), 1U);
  EXPECT_EQ(path_text::find_separator("~ada/x\\y"), 4U);
  EXPECT_EQ(path_text::find_separator("~"), 1U);
  EXPECT_EQ(path_text::name_of("C:\\Users\\ada/.aws/config"), "config");
  EXPECT_EQ(path_text::name_of("C:\\x\\config"), "config");
  EXPECT_EQ(path_text::with_slashes("~/.aws\\config"), "~/.aws/config");
}

}  // namespace
}  // namespace latchkey
