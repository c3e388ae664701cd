// SPDX-License-Identifier: Apache-2.0
#include "aws/sts/sts_reply.hpp"

#include <gtest/gtest.h>

namespace latchkey::test {
namespace {

std::string elements(int depth) {
  std::string text;
  for (int i = 0; i < depth; ++i) text += "<a>";
  for (int i = 0; i < depth; ++i) text += "</a>";
  return text;
}

std::string reply(const std::string& before) {
  return "<AssumeRoleResponse><AssumeRoleResult>" + before +
         "<Credentials><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
         "<SessionToken>t</SessionToken><Expiration>2026-03-01T00:00:00Z</Expiration></Credentials>"
         "</AssumeRoleResult></AssumeRoleResponse>";
}

TEST(StsReply, DeeplyNestedElementsAreRejectedWithoutRecursion) {
  EXPECT_TRUE(parse_credentials_reply(reply(elements(100)), "AssumeRole"));
  EXPECT_FALSE(parse_credentials_reply(reply(elements(1'000)), "AssumeRole"));
  EXPECT_FALSE(parse_credentials_reply(reply(elements(1'000'000)), "AssumeRole"));
}

}  // namespace
}  // namespace latchkey::test
