// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "session/access.hpp"
#include "unit/support/machine.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey::test {
namespace {

Result<Credentials> credentials(TestHost& machine) {
  const auto session = open_session({}, machine.host());
  if (!session) return tl::unexpected(session.error());
  return session->credentials();
}

TEST(Ec2CredentialsFile, ReturnsTheLastValueOfEachKeyTrimmed) {
  TestHost machine;
  machine.home.write("keys",
                     "# AWSAccessKeyId is below\nAWSAccessKeyId = AKIAOLD\r\nAWSAccessKeyId=AKIAE \n"
                     "AWSSecretKey = a=b \n");
  machine.env.set("AWS_CREDENTIAL_FILE", "~/keys");
  const auto found = credentials(machine);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->access_key_id, "AKIAE");
  EXPECT_EQ(found->secret_access_key.reveal(), "a=b");
  EXPECT_FALSE(found->session_token);
  EXPECT_EQ(found->source, "ec2-credentials-file");
}

TEST(Ec2CredentialsFile, DoesNotExpandVariables) {
  TestHost machine;
  machine.home.write("keys", "AWSAccessKeyId=AKIAE\nAWSSecretKey=s\n");
  machine.env.set("AWS_CREDENTIAL_FILE", std::string("$") + kHomeVariable + "/keys");
  const auto found = credentials(machine);
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().message.find(std::string("$") + kHomeVariable + "/keys"), std::string::npos)
      << found.error().message;
}

TEST(Ec2CredentialsFile, MissingFileStopsTheChain) {
  TestHost machine;
  machine.home.write(".boto", "[Credentials]\naws_access_key_id=AKIAB\naws_secret_access_key=s\n");
  machine.env.set("AWS_CREDENTIAL_FILE", "/nowhere");
  const auto found = credentials(machine);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::config);
  EXPECT_NE(found.error().message.find("/nowhere"), std::string::npos) << found.error().message;
}

TEST(BotoConfig, PathComesFromTheVariable) {
  TestHost machine;
  machine.home.write(".boto", "[Credentials]\naws_access_key_id=AKIAHOME\naws_secret_access_key=s\n");
  machine.home.write("boto", "[Credentials]\naws_access_key_id=AKIAB\naws_secret_access_key=s\n");
  machine.env.set("BOTO_CONFIG", std::string("$") + kHomeVariable + "/boto");
  const auto named = credentials(machine);
  ASSERT_TRUE(named) << named.error().message;
  EXPECT_EQ(named->access_key_id, "AKIAB");
  machine.env.set("BOTO_CONFIG", "/nowhere");
  const auto found = credentials(machine);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::missing);
}

TEST(BotoConfig, WithoutKeysIsSkipped) {
  TestHost machine;
  machine.home.write(".boto", "[Boto]\ndebug = 1\n[Credentials]\nother = 1\n");
  EXPECT_EQ(credentials(machine).error().kind, ErrorKind::missing);
}

TEST(BotoConfig, IncompleteKeysAreAnErrorWithTheFile) {
  TestHost machine;
  machine.home.write(".boto", "[Credentials]\naws_access_key_id=AKIAB\n");
  const auto found = credentials(machine);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::config);
  EXPECT_NE(found.error().message.find(machine.home.path() + "/.boto"), std::string::npos);
}

TEST(BotoConfig, ParseErrorNamesTheLine) {
  TestHost machine;
  machine.home.write(".boto", "[Credentials]\nno delimiter\n");
  const auto found = credentials(machine);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().origin.line, 2U) << found.error().message;
}

}  // namespace
}  // namespace latchkey::test
