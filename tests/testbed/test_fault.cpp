// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

#include <gtest/gtest.h>

#include "control/fault.hpp"

namespace testbed {
namespace {

TEST(Faults, ApplyTheConfiguredNumberOfTimes) {
  FaultBox box;
  box.set(parse_fault(R"({"status":503,"times":2})"));
  EXPECT_EQ(box.take("AssumeRole")->status, 503);
  EXPECT_TRUE(box.take("AssumeRole"));
  EXPECT_FALSE(box.take("AssumeRole"));
}

TEST(Faults, ApplyToTheirOperationOnly) {
  FaultBox box;
  box.set(parse_fault(R"({"throttle":true,"operation":"AssumeRole","times":1})"));
  EXPECT_FALSE(box.take("GetCallerIdentity"));
  EXPECT_TRUE(box.take("AssumeRole"));
}

TEST(Faults, BeforeReadAppliesBeforeARequestIsRead) {
  FaultBox box;
  box.set(parse_fault(R"({"drop":"before-read","times":1})"));
  EXPECT_FALSE(box.take("AssumeRole"));
  EXPECT_TRUE(box.take_before_read());
  EXPECT_FALSE(box.take_before_read());
}

TEST(Faults, AreClearedByAnEmptyObject) {
  EXPECT_FALSE(parse_fault("{}"));
}

TEST(Faults, ErrorsNameTheMember) {
  for (const char* text : {"", "[]", R"({"stauts":503})", R"({"drop":"now"})", R"({"times":0})"}) {
    EXPECT_THROW(parse_fault(text), std::runtime_error) << text;
  }
}

}  // namespace
}  // namespace testbed
