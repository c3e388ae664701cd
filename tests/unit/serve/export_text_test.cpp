// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "serve/child/credential_text.hpp"

namespace latchkey {
namespace {

TEST(ExportText, IniRejectsValuesThatReadersWouldChange) {
  const auto text = [](const std::string& secret, const std::string& token) {
    return export_text({"AKIA", Secret(secret), Secret(token), {}, {}, {}, "x"}, ExportFormat::ini, "ops");
  };
  EXPECT_TRUE(text("a b", "t"));
  for (const auto* value : {" a", "a ", "a\t", "\u00a0b", "a\u2003", "a\nb", "a\rb", "a\x80"}) {
    EXPECT_FALSE(text(value, "t")) << value;
    EXPECT_FALSE(text("s", value)) << value;
  }
}

TEST(ExportText, IniRejectsTheDefaultSection) {
  const Credentials credentials{"AKIA", Secret("s"), {}, {}, {}, {}, "x"};
  const auto text = export_text(credentials, ExportFormat::ini, "DEFAULT");
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().cause, Cause::format_unsuitable);
  EXPECT_TRUE(export_text(credentials, ExportFormat::ini, "default"));
}

}  // namespace
}  // namespace latchkey
