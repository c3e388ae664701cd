// SPDX-License-Identifier: Apache-2.0
#include "base/timestamp.hpp"

#include <gtest/gtest.h>

namespace latchkey {
namespace {

TEST(TimestampRange, RejectsTimesOutsideTheYears1To9999InUtc) {
  EXPECT_FALSE(parse_timestamp("9999-12-31T23:59:59-00:01"));
  EXPECT_FALSE(parse_timestamp("9999-12-31T23:59:59-23:59"));
  EXPECT_FALSE(parse_timestamp("0001-01-01T00:00:00+00:01"));
  for (const auto* text :
       {"9999-12-31T23:59:59+00:00", "9999-12-31T23:59:59.999999+23:59", "0001-01-01T00:00:00-23:59"}) {
    const auto time = parse_timestamp(text);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(isoformat(*time), text);
    EXPECT_TRUE(parse_timestamp(cache_text(time->at))) << text;
  }
}

}  // namespace
}  // namespace latchkey
