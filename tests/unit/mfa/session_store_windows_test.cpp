// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "mfa/session_store.hpp"
#include "platform/crypto/user_encryption.hpp"
#include "platform/files/files.hpp"
#include "platform/files/state_directory.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey {
namespace {

constexpr const char* kDevice = "arn:aws:iam::111111111111:mfa/ada";

class StoredSession : public ::testing::Test {
 protected:
  StoredSession() {
    session.origin = {"aws", "AKIABASE", kDevice};
    session.profile = "ops";
    session.began = test.clock;
    session.credentials.access_key_id = "ASIA1";
    session.credentials.secret_access_key = Secret("planted-secret");
    session.credentials.session_token = Secret("planted-token");
    session.credentials.expiration = test.clock + std::chrono::hours(12);
  }

  std::string only_file() const {
    const auto folder = SessionStore(host).folder();
    const auto names = files::names_in(folder);
    EXPECT_EQ(names.size(), 1U);
    return names.empty() ? "" : files::join(folder, names.front());
  }

  test::TestHost test;
  Host host = test.host();
  MfaSession session;
};

TEST_F(StoredSession, IsEncryptedAndReadBack) {
  const SessionStore store(host);
  ASSERT_TRUE(store.store(session));
  const auto data = files::read(only_file()).value_or(std::nullopt).value_or("");
  const auto text = data.view();
  EXPECT_TRUE(text.starts_with("latchkey mfa-session-dpapi 1 ")) << text.substr(0, 40);
  EXPECT_EQ(text.find("planted"), std::string::npos);
  const auto found = store.find({"aws", "AKIABASE", kDevice});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->credentials.secret_access_key.reveal(), "planted-secret");
  EXPECT_EQ(store.all().size(), 1U);
}

TEST_F(StoredSession, OfAnotherUserIsIgnored) {
  const SessionStore store(host);
  ASSERT_TRUE(store.store(session));
  const auto path = only_file();
  const auto sealed = [](const std::string& content) { return with_checksum("mfa-session-dpapi", content); };
  ASSERT_TRUE(files::write_private(path, sealed("what another user's key would open")));
  EXPECT_FALSE(store.find({"aws", "AKIABASE", kDevice}));
  EXPECT_NE(test.debug_lines.back().find("encrypted for another user"), std::string::npos);
}

TEST_F(StoredSession, UnencryptedFileIsAccepted) {
  const SessionStore store(host);
  ASSERT_TRUE(store.store(session));
  const auto path = only_file();
  const auto content = without_checksum("mfa-session-dpapi", **files::read(path));
  ASSERT_TRUE(content);
  ASSERT_TRUE(files::write_private(path, with_checksum("mfa-session", *user_encryption::open(*content))));
  EXPECT_TRUE(store.find({"aws", "AKIABASE", kDevice}));
  ASSERT_TRUE(store.store(session));
  EXPECT_TRUE(files::read(path)->value_or("").view().starts_with("latchkey mfa-session-dpapi 1 "));
}

}  // namespace
}  // namespace latchkey
