// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "platform/caller.hpp"

namespace latchkey {
namespace {

TEST(Caller, OfThisTestIsKnown) {
  EXPECT_FALSE(caller_name().empty());
}

}  // namespace
}  // namespace latchkey
