// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/totp.hpp"
#include "world/mfa.hpp"

namespace testbed {
namespace {

constexpr std::int64_t kTime = 1772323200 + 7;

class MfaCodes : public ::testing::Test {
 protected:
  std::string code(std::int64_t windows_off = 0) const {
    return totp_code(device.secret, totp_step(kTime) + windows_off);
  }

  MfaDevice device{"arn:aws:iam::111111111111:mfa/ada", "12345678901234567890"};
  MfaJudge judge;
};

TEST_F(MfaCodes, AreValidInTheirWindowAndOneOnEitherSide) {
  for (const int off : {-1, 0, 1}) EXPECT_TRUE(MfaJudge().accept(device, code(off), kTime)) << off;
  for (const int off : {-2, 2, 3}) EXPECT_FALSE(MfaJudge().accept(device, code(off), kTime)) << off;
}

TEST_F(MfaCodes, AreNeverAcceptedTwice) {
  EXPECT_TRUE(judge.accept(device, code(), kTime));
  EXPECT_FALSE(judge.accept(device, code(), kTime));
  EXPECT_FALSE(judge.accept(device, code(), kTime + 30));
}

TEST_F(MfaCodes, OfAnEarlierWindowAreRejectedAfterALaterOne) {
  EXPECT_TRUE(judge.accept(device, code(1), kTime));
  EXPECT_FALSE(judge.accept(device, code(0), kTime));
  EXPECT_FALSE(judge.accept(device, code(-1), kTime));
  EXPECT_TRUE(judge.accept(device, code(2), kTime + 30));
}

TEST_F(MfaCodes, OfAnotherDeviceAreNotUsedUp) {
  const MfaDevice other{"arn:aws:iam::111111111111:mfa/other", device.secret};
  EXPECT_TRUE(judge.accept(device, code(), kTime));
  EXPECT_TRUE(judge.accept(other, code(), kTime));
}

TEST_F(MfaCodes, AreNotUsedUpByAWrongGuess) {
  EXPECT_FALSE(judge.accept(device, "000000", kTime));
  EXPECT_FALSE(judge.accept(device, "", kTime));
  EXPECT_TRUE(judge.accept(device, code(), kTime));
}

TEST_F(MfaCodes, FirstUnusedWindowFollowsTheLastUsedOne) {
  const auto now = totp_step(kTime);
  EXPECT_EQ(judge.first_unused_step(device, kTime), now);
  judge.accept(device, code(1), kTime);
  EXPECT_EQ(judge.first_unused_step(device, kTime), now + 2);
  EXPECT_EQ(judge.first_unused_step(device, kTime + 300), now + 10);
}

}  // namespace
}  // namespace testbed
