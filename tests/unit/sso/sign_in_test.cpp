// SPDX-License-Identifier: Apache-2.0
#include "sso/sign_in.hpp"

#include <filesystem>

#include "aws/cache/cache_key.hpp"
#include "platform/files/file_lock.hpp"
#include "platform/files/files.hpp"
#include "platform/files/path_text.hpp"
#include "unit/support/machine.hpp"
#include "unit/support/sso_world.hpp"

namespace latchkey::test {
namespace {

using namespace std::chrono_literals;

std::string recorded(const std::string& file) {
  std::ifstream in(std::string(LATCHKEY_VECTORS) + "/cache_files/" + file, std::ios::binary);
  EXPECT_TRUE(in) << file << " is missing";
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Compares files and requests with those of AWS CLI v2 in the recorded sign-in `name`.
void expect_as_recorded(SsoWorld& world, const std::string& name) {
  int files = 0;
  for (const auto& entry : load_vectors("cache_files/manifest.json", "entries")) {
    if (entry["name"] != name) continue;
    Paths requests;
    for (const auto& request : entry["requests_and_signing_key"]) requests.push_back(request[0]);
    EXPECT_EQ(world.paths, requests) << name;
    for (const auto& file : entry["files"]) {
      if (!file.contains("saved_as")) continue;
      const std::string path = file["path_in_home"];
      auto expected = recorded(file["saved_as"]);
      if (file["contains_runtime_timestamps"]) {
        const auto recorded_at = Json::parse(expected)["expiresAt"].get<std::string>();
        expected = replaced(expected, recorded_at, "2026-03-01T08:00:00Z");
      }
      EXPECT_EQ(world.machine.home.read(path), expected) << name;
      EXPECT_EQ(files::mode(files::join(world.machine.home.path(), path)), mode_here(0600));
      ++files;
    }
  }
  EXPECT_EQ(files, 2) << name;
  const std::filesystem::path folder(world.machine.home.path() + "/.aws/sso/cache");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 2) << name;
}

TEST(SignIn, WritesTheSameBytesAsTheAwsCli) {
  {
    SsoWorld world;
    world.browser_answers("code=bcode&state=STATE");
    world.replies["/token"] = {SsoWorld::token_reply("AT", "RT")};
    ASSERT_TRUE(world.sign_in());
    expect_as_recorded(world, "awscli-v2-sso-login-session-authcode");
  }
  {
    SsoWorld world;
    world.replies["/token"] = {SsoWorld::token_reply("AT", "RT")};
    ASSERT_TRUE(world.sign_in({.device = true}));
    expect_as_recorded(world, "awscli-v2-sso-login-session-device");
  }
  SsoWorld world("ssolegacy");
  world.replies["/token"] = {SsoWorld::token_reply("AT", "RT")};
  ASSERT_TRUE(world.sign_in());
  expect_as_recorded(world, "awscli-v2-sso-login-legacy");
}

/// A library prints nothing, so it must not wait for a code that nobody sees.
TEST(SignIn, LibraryDoesNotOfferItsTerminal) {
  EXPECT_FALSE(Host::of_this_machine().has_terminal);
}

class SignInTest : public ::testing::Test {
 protected:
  void SetUp() override { world.browser_answers("code=bcode&state=STATE"); }

  void token_lasts(std::chrono::minutes left, const std::string& access_token = "old") {
    SsoToken token{Secret(access_token), world.machine.clock + left, Secret("old-refresh"),
                   SsoRegistration{"cid", Secret("csecret"), "2099-01-01T00:00:00Z", {}, {}}};
    ASSERT_TRUE(world.cache().store(session(), token));
  }

  SsoSession session() { return world.settings().session; }
  std::string lock_path() {
    return world.machine.home.path() + "/.aws/latchkey/locks/sso-" + sso_token_key(session()) + ".lock";
  }
  std::string kept_token() { return world.cache().token(session()).value().value().access_token.reveal(); }

  SsoWorld world;
};

TEST_F(SignInTest, UsesAValidToken) {
  token_lasts(15min);
  const auto token = world.sign_in();
  ASSERT_TRUE(token) << token.error().message;
  EXPECT_EQ(token->access_token.reveal(), "old");
  EXPECT_TRUE(world.paths.empty() && world.opened.empty());
  EXPECT_TRUE(world.machine.notices.empty());
}

TEST_F(SignInTest, RefreshesWithoutASignIn) {
  token_lasts(14min);
  const auto token = world.sign_in();
  ASSERT_TRUE(token) << token.error().message;
  EXPECT_EQ(token->access_token.reveal(), kAccessToken);
  EXPECT_EQ(world.paths, Paths{"/token"});
  EXPECT_EQ(world.sent_to("/token")["grantType"], "refresh_token");
  EXPECT_TRUE(world.opened.empty());
}

TEST_F(SignInTest, SignsInIfATokenCannotBeRefreshed) {
  token_lasts(14min);
  world.replies["/token"] = {refusal("InvalidGrantException"), SsoWorld::token_reply("new")};
  const auto token = world.sign_in();
  ASSERT_TRUE(token) << token.error().message;
  EXPECT_EQ(kept_token(), "new");
  EXPECT_EQ(world.opened.size(), 1U);
}

TEST_F(SignInTest, RenewSignsInDespiteAValidToken) {
  token_lasts(500min);
  ASSERT_TRUE(world.sign_in({.renew = true}));
  EXPECT_EQ(world.opened.size(), 1U);
  EXPECT_EQ(kept_token(), kAccessToken);
}

TEST_F(SignInTest, BrokenTokenFileIsReplaced) {
  world.machine.home.write(".aws/sso/cache/" + sso_token_key(session()) + ".json", "{\"accessToken\":");
  ASSERT_TRUE(world.sign_in());
  EXPECT_EQ(kept_token(), kAccessToken);
}

TEST_F(SignInTest, WaiterUsesTheTokenOfTheLockHolder) {
  for (const bool renew : {false, true}) {
    if (renew) token_lasts(500min);
    auto lock = FileLock::try_take(lock_path());
    ASSERT_TRUE(lock && *lock);
    int naps = 0;
    auto setup = world.setup();
    setup.host.sleep = [&](std::chrono::milliseconds) {
      if (++naps == 3) token_lasts(480min, "theirs");
      if (naps == 4) *lock = std::nullopt;
    };
    const auto token = sign_in(setup, world.settings(), {.renew = renew});
    ASSERT_TRUE(token) << token.error().message;
    EXPECT_EQ(token->access_token.reveal(), "theirs");
    EXPECT_TRUE(world.opened.empty());
    ASSERT_TRUE(world.cache().forget_token(session()));
  }
  EXPECT_TRUE(world.paths.empty());
}

TEST_F(SignInTest, WaiterReturnsTheErrorOfTheLockHolder) {
  auto lock = FileLock::try_take(lock_path());
  ASSERT_TRUE(lock && *lock);
  auto setup = world.setup();
  setup.host.sleep = [&](std::chrono::milliseconds) {
    if (!*lock) return;
    (*lock)->set_note(R"({"pid": 1, "program": "latchkey login", "failed_at": )" +
                      std::to_string(world.machine.clock.time_since_epoch().count()) +
                      R"(, "code": "sign-in-refused")" + R"(, "message": "it was refused", "hint": "h"})");
    *lock = std::nullopt;
  };
  const auto token = sign_in(setup, world.settings(), {});
  ASSERT_FALSE(token);
  EXPECT_NE(token.error().message.find("it was refused, says latchkey login"), std::string::npos)
      << token.error().message;
  EXPECT_TRUE(world.opened.empty() && world.paths.empty());
}

TEST_F(SignInTest, UnwritableFolderIsReportedBeforeTheSignIn) {
  world.machine.home.write(".aws/sso/cache", "no folder");
  const auto token = world.sign_in();
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().kind, ErrorKind::io);
  EXPECT_NE(token.error().message.find(path_text::with_own_separators("sso/cache")), std::string::npos)
      << token.error().message;
  EXPECT_TRUE(world.opened.empty() && world.paths.empty());
}

TEST_F(SignInTest, UnstoredTokenIsReported) {
  const auto path = world.cache().token_path(session());
  const auto open = world.machine.browser;
  world.machine.browser = [&](const std::string& url) {
    std::filesystem::create_directories(path + "/in the way");  // after all checks
    open(url);
  };
  const auto token = world.sign_in();
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().kind, ErrorKind::io);
  EXPECT_NE(token.error().message.find(path), std::string::npos) << token.error().message;
  expect_no_secret(token.error().message + token.error().hint);
}

TEST_F(SignInTest, BrowserFlowRequiresABrowserAndASection) {
  world.machine.has_browser = false;
  ASSERT_TRUE(world.sign_in());
  EXPECT_EQ(world.paths, (Paths{"/client/register", "/device_authorization", "/token"}));
  SsoWorld other;
  other.browser_answers("code=bcode&state=STATE");
  ASSERT_TRUE(other.sign_in({.opens_browser = false}));
  EXPECT_TRUE(other.opened.empty());
  SsoWorld legacy("ssolegacy");
  legacy.machine.has_browser = true;
  legacy.machine.browser = [&](const std::string& url) { legacy.opened.push_back(url); };
  ASSERT_TRUE(legacy.sign_in());
  EXPECT_EQ(legacy.opened, Paths{"https://device.example/?user_code=ABCD-EFGH"});
}

TEST_F(SignInTest, SignOutRemovesTheTokenWithAnyReply) {
  for (const auto& reply :
       {json_reply(200, ""), json_reply(401, "{}", "UnauthorizedException"), json_reply(500, "{}"),
        no_answer(TransportFailure::Reason::timeout), json_reply(200, "<html>")}) {
    token_lasts(60min, kAccessToken);
    world.replies["/logout"] = {reply};
    world.machine.warnings.clear();
    const auto was_there = sign_out(world.setup(), session());
    ASSERT_TRUE(was_there) << was_there.error().message;
    EXPECT_TRUE(*was_there);
    EXPECT_FALSE(world.cache().token(session()).value());
    const bool is_ended = reply && (reply->status == 401 || (reply->status == 200 && reply->body.empty()));
    EXPECT_EQ(world.machine.warnings.size(), is_ended ? 0U : 1U);
    expect_no_secret(world.machine);
  }
  EXPECT_FALSE(sign_out(world.setup(), session()).value()) << "there is none any more";
  EXPECT_EQ(world.paths.size(), 5U);
}

}  // namespace
}  // namespace latchkey::test
