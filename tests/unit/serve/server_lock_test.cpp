// SPDX-License-Identifier: Apache-2.0
#include "serve/endpoint/server_lock.hpp"

#include <gtest/gtest.h>

#include "platform/files/files.hpp"
#include "unit/support/machine.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey::test {
namespace {

using namespace std::chrono_literals;
using Variables = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kState = ".aws/latchkey/serve/server.json";
constexpr const char* kToken = ".aws/latchkey/serve/token";

class ServerLockTest : public ::testing::Test {
 protected:
  RunningServer server() const {
    return {4711, machine.clock, 4000, 4001, "/run/a b.sock", {"ops", "a b/ä"}, "eu-west-1", Secret("t-o_k")};
  }
  ServerLock taken() const {
    auto lock = ServerLock::take(host);
    if (!lock || !*lock) ADD_FAILURE() << "the lock is taken";
    return **std::move(lock);
  }
  bool is_free() const {
    const auto lock = ServerLock::take(host);
    return lock && lock->has_value();
  }
  std::optional<unsigned> mode_of(const std::string& name) const {
    EXPECT_TRUE(machine.home.has(name)) << name;
    return files::mode(machine.home.path() + '/' + name);
  }

  TestHost machine;  // 2026-03-01T00:00:00Z
  Host host = machine.host();
};

TEST_F(ServerLockTest, FindsTheAnnouncedServer) {
  EXPECT_FALSE(running_server(host));
  EXPECT_FALSE(server_lock_is_held(host));
  auto lock = taken();
  EXPECT_TRUE(server_lock_is_held(host));
  EXPECT_FALSE(running_server(host)) << "it is only about to start";
  ASSERT_TRUE(lock.announce(server()));
  const auto found = running_server(host);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->process, 4711);
  EXPECT_EQ(found->since, machine.clock);
  EXPECT_EQ(found->port, 4000);
  EXPECT_EQ(found->metadata_port, 4001);
  EXPECT_EQ(found->socket, "/run/a b.sock");
  EXPECT_EQ(found->profiles, (std::vector<std::string>{"ops", "a b/ä"}));
  EXPECT_EQ(found->region, "eu-west-1");
  EXPECT_EQ(found->token.reveal(), "t-o_k");
}

TEST_F(ServerLockTest, OmitsAbsentMembers) {
  auto lock = taken();
  auto bare = server();
  bare.metadata_port.reset();
  bare.socket.reset();
  bare.region.reset();
  ASSERT_TRUE(lock.announce(bare));
  const auto found = running_server(host);
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->metadata_port || found->socket || found->region);
}

TEST_F(ServerLockTest, AcceptsProfileNamesThatAreNotUtf8) {
  auto lock = taken();
  auto odd = server();
  odd.socket = "/run/\xff.sock";
  odd.region = "\xff";
  EXPECT_TRUE(lock.announce(odd));
  EXPECT_TRUE(running_server(host));
}

TEST_F(ServerLockTest, CreatesPrivateFilesAndRemovesThem) {
  {
    auto lock = taken();
    ASSERT_TRUE(lock.announce(server()));
    const auto moved = std::move(lock);
    EXPECT_EQ(mode_of(kState), mode_here(0600));
    EXPECT_EQ(mode_of(kToken), mode_here(0600));
    EXPECT_EQ(mode_of(".aws/latchkey/serve"), mode_here(0700));
    EXPECT_EQ(mode_of(".aws/latchkey/locks/serve.lock"), mode_here(0600));
    EXPECT_EQ(machine.home.read(kToken), "t-o_k") << "as an SDK reads it: no newline";
    EXPECT_EQ(machine.home.read(kState).find("t-o_k"), std::string::npos);
    EXPECT_TRUE(running_server(host)) << "also when it has moved";
  }
  EXPECT_FALSE(machine.home.has(kState));
  EXPECT_FALSE(machine.home.has(kToken));
  EXPECT_FALSE(running_server(host));
  EXPECT_FALSE(server_lock_is_held(host));
}

TEST_F(ServerLockTest, IsExclusivePerHome) {
  TestHost other;
  {
    const auto lock = taken();
    EXPECT_FALSE(is_free());
    EXPECT_FALSE(machine.pauses.empty()) << "whoever looks whether it is held holds it for a moment";
    const auto elsewhere = ServerLock::take(other.host());
    EXPECT_TRUE(elsewhere && *elsewhere);
  }
  EXPECT_TRUE(is_free());
}

TEST_F(ServerLockTest, FailedAttemptKeepsTheFilesOfTheOwner) {
  auto lock = taken();
  ASSERT_TRUE(lock.announce(server()));
  EXPECT_FALSE(is_free());
  EXPECT_TRUE(running_server(host));
}

TEST_F(ServerLockTest, IgnoresTheFilesOfAKilledServer) {
  std::string state;
  std::string note;
  {
    auto lock = taken();
    ASSERT_TRUE(lock.announce(server()));
    state = machine.home.read(kState);
    note = machine.home.read(".aws/latchkey/locks/serve.lock");
  }
  EXPECT_EQ(note, "4711");
  machine.home.write(kState, state);
  machine.home.write(kToken, "t-o_k");
  machine.home.write(".aws/latchkey/locks/serve.lock", note);
  EXPECT_FALSE(running_server(host)) << "nobody has the lock";
  auto lock = taken();
  EXPECT_FALSE(running_server(host)) << "the next one has not announced itself yet";
  auto next = server();
  next.process = 4712;
  ASSERT_TRUE(lock.announce(next));
  EXPECT_EQ(running_server(host)->process, 4712);
  machine.home.write(kState, state);
  EXPECT_FALSE(running_server(host)) << "half of one and half of the other";
}

TEST_F(ServerLockTest, IgnoresBrokenFiles) {
  auto lock = taken();
  ASSERT_TRUE(lock.announce(server()));
  const auto good = machine.home.read(kState);
  const auto with = [&](const std::string& what, const std::string& by) {
    const auto at = good.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return good.substr(0, at) + by + good.substr(at + what.size());
  };
  for (const auto& junk : {std::string(),
                           std::string("{"),
                           std::string("null"),
                           std::string("[]"),
                           std::string("{}"),
                           std::string("\xff\xfe"),
                           std::string(100000, '['),
                           good.substr(0, good.size() / 2),
                           with("4711", "\"4711\""),
                           with("4711", "{}"),
                           with("4711", "4711.5"),
                           with("4711", "4e45"),
                           with("4000", "\"x\""),
                           with("4001", "[]"),
                           with("\"/run/a b.sock\"", "7"),
                           with("[\"ops\",\"a b/ä\"]", "[]"),
                           with("[\"ops\",\"a b/ä\"]", "[1]"),
                           with("\"ops\",", "{},"),
                           with("2026-03-01", "the first of March"),
                           with("\"since\"", "\"until\"")}) {
    machine.home.write(kState, junk);
    EXPECT_FALSE(running_server(host)) << junk.substr(0, 200);
  }
  machine.home.write(kState, good);
  EXPECT_TRUE(running_server(host));
  ASSERT_EQ(files::remove(machine.home.path() + '/' + kToken), true);
  EXPECT_FALSE(running_server(host)) << "without its token it is of no use";
}

TEST_F(ServerLockTest, VariablesContainTheTokenOrItsPath) {
  EXPECT_EQ(server_variables(host, server(), false),
            (Variables{{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:4000/role/ops"},
                       {"AWS_CONTAINER_AUTHORIZATION_TOKEN", "t-o_k"},
                       {"AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:4001/"},
                       {"AWS_REGION", "eu-west-1"},
                       {"AWS_DEFAULT_REGION", "eu-west-1"}}));
  auto bare = server();
  bare.metadata_port.reset();
  bare.region.reset();
  bare.profiles = {"a b/ä"};
  EXPECT_EQ(with_slashes(server_token_path(host)), with_slashes(machine.home.path() + '/' + kToken));
  EXPECT_EQ(server_variables(host, bare, true),
            (Variables{{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:4000/role/a%20b%2F%C3%A4"},
                       {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", server_token_path(host)}}));
}

}  // namespace
}  // namespace latchkey::test
