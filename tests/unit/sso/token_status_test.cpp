// SPDX-License-Identifier: Apache-2.0
#include "sso/token_status.hpp"

#include <gtest/gtest.h>

#include "session/access.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey::test {
namespace {

constexpr const char* kTokenFile = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";
constexpr const char* kUrlFile = ".aws/sso/cache/7487b5b67d5fa1132cf33fa93ae51ef38cc37752.json";
constexpr const char* kUrl = "https://d-1234567890.awsapps.com/start";

struct Written {
  const char* expires_at;
  bool has_refresh_token;
  const char* client_expires_at;  ///< nullptr: the token came without a client
};

std::string token_text(const Written& written) {
  std::string text = R"({"accessToken": "AT", "expiresAt": ")" + std::string(written.expires_at) + '"';
  if (written.client_expires_at != nullptr) {
    text += R"(, "clientId": "c", "clientSecret": "s", "registrationExpiresAt": ")" +
            std::string(written.client_expires_at) + '"';
  }
  return text + (written.has_refresh_token ? R"(, "refreshToken": "RT"})" : "}");
}

class TokenStatus : public testing::Test {
 protected:
  SsoTokenStatus look(const Written& written) {
    machine.home.write(kTokenFile, token_text(written));
    return sso_token_status(machine.host(), {"corp", kUrl, "us-east-1", {}});
  }

  TestHost machine;  // 2026-03-01T00:00:00Z
};

TEST_F(TokenStatus, RequiresFifteenMinutes) {
  EXPECT_EQ(look({"2026-03-01T00:15:00Z", true, "2099-01-01T00:00:00Z"}).state, CacheEntry::State::valid);
  const auto due = look({"2026-03-01T00:14:59Z", true, "2099-01-01T00:00:00Z"});
  EXPECT_EQ(due.state, CacheEntry::State::expiring);
  EXPECT_TRUE(due.renews);
  EXPECT_FALSE(due.login_asks());
}

TEST_F(TokenStatus, ExpiredTokenIsUsedIfRefreshable) {
  const auto now = machine.host().now();
  const char* over = "2026-03-01T00:00:00Z";
  EXPECT_TRUE(look({over, true, "2026-03-01T00:00:01Z"}).serves(now));
  for (const auto& written : {Written{over, false, "2099-01-01T00:00:00Z"}, Written{over, true, nullptr},
                              Written{over, true, "2026-03-01T00:00:00Z"}, Written{over, true, "soon"}}) {
    const auto status = look(written);
    EXPECT_FALSE(status.serves(now));
    EXPECT_TRUE(status.login_asks());
    EXPECT_FALSE(status.not_renewing.empty());
  }
}

TEST_F(TokenStatus, LegacyFormatIsNeverRefreshed) {
  machine.home.write(kUrlFile, token_text({"2026-03-01T00:10:00Z", true, "2099-01-01T00:00:00Z"}));
  const auto status = sso_token_status(machine.host(), {std::nullopt, kUrl, "us-east-1", {}});
  EXPECT_TRUE(status.serves(machine.host().now()));
  EXPECT_FALSE(status.renews);
  EXPECT_TRUE(status.login_asks());
}

/// The forecast is correct if the service works.
TEST_F(TokenStatus, PredictsTheProvider) {
  machine.home.write(".aws/config",
                     "[profile s]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Admin\n"
                     "[sso-session corp]\nsso_start_url = " +
                         std::string(kUrl) + "\nsso_region = us-east-1\n");
  machine.network = [](const HttpRequest& request) -> Reply {
    const bool is_token = request.url.find("/token") != std::string::npos;
    return HttpResponse{200,
                        {},
                        is_token ? R"({"accessToken": "AT2", "expiresIn": 28800})"
                                 : R"({"roleCredentials": {"accessKeyId": "ASIASSO", "secretAccessKey": "s",)"
                                   R"("sessionToken": "t", "expiration": 1772323800000}})"};
  };
  for (const auto* end : {"2026-03-01T08:00:00Z", "2026-03-01T00:05:00Z", "2026-02-28T00:00:00Z"}) {
    for (const bool has_refresh_token : {true, false}) {
      for (const auto* client_end : {"2099-01-01T00:00:00Z", "2026-02-28T00:00:00Z"}) {
        const auto status = look({end, has_refresh_token, client_end});
        const auto session = open_session({.profile = "s", .region = std::nullopt}, machine.host());
        ASSERT_TRUE(session);
        EXPECT_EQ(session->credentials().has_value(), status.serves(machine.host().now()))
            << end << ' ' << has_refresh_token << ' ' << client_end;
      }
    }
  }
}

}  // namespace
}  // namespace latchkey::test
