// SPDX-License-Identifier: Apache-2.0
#include <set>
#include <string>

#include <gtest/gtest.h>

#include <latchkey/error.hpp>

namespace latchkey::test {
namespace {

constexpr Cause kCauses[] = {
#define LATCHKEY_CAUSE(name, code, kind, meaning) Cause::name,
#include <latchkey/causes.def>
#undef LATCHKEY_CAUSE
};

TEST(Cause, EachHasAUniqueCode) {
  std::set<std::string> codes;
  for (const auto cause : kCauses) {
    const std::string code(code_of(cause));
    EXPECT_TRUE(codes.insert(code).second) << code;
    EXPECT_EQ(code.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"), std::string::npos) << code;
    EXPECT_EQ(find_cause(code), cause);
    EXPECT_EQ(meaning_of(cause).back(), '.') << code;
  }
  EXPECT_EQ(find_cause("no-such-code"), std::nullopt);
}

TEST(Error, KindFollowsFromItsCause) {
  const auto error = fail(Cause::ca_bundle_missing, "m", "h", Origin::variable("AWS_CA_BUNDLE"));
  EXPECT_EQ(error.value().kind, ErrorKind::config);
  EXPECT_EQ(error.value().origin, Origin::variable("AWS_CA_BUNDLE"));
  EXPECT_FALSE(Error(Cause::throttled, "m").origin.is_known());
}

}  // namespace
}  // namespace latchkey::test
