// SPDX-License-Identifier: Apache-2.0
// Not on Windows: the parent of a test under wine can be a Linux program, which wine does not show.
#include <gtest/gtest.h>

#include "platform/process/process_info.hpp"

namespace latchkey {
namespace {

TEST(Caller, OfThisTestIsKnown) {
  EXPECT_FALSE(caller_name().empty());
}

}  // namespace
}  // namespace latchkey
