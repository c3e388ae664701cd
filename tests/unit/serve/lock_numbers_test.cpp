// SPDX-License-Identifier: Apache-2.0
// Numbers in the notes of background processes that no version of latchkey writes.
#include <gtest/gtest.h>

#include "platform/files/files.hpp"
#include "serve/endpoint/server_lock.hpp"
#include "serve/renewal/keeper_lock.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey::test {
namespace {

TEST(ServerLock, InvalidPortIsIgnored) {
  TestHost machine;
  const Host host = machine.host();
  auto lock = ServerLock::take(host);
  ASSERT_TRUE(lock && *lock);
  ASSERT_TRUE((**lock).announce({4711, machine.clock, 4000, 4001, {}, {"ops"}, {}, Secret("t")}));
  const auto path = machine.home.path() + "/.aws/latchkey/serve/server.json";
  const auto found_with = [&](const std::string& port, const std::string& metadata_port) {
    const auto text = R"({"pid": 4711, "since": "2026-03-01T00:00:00+00:00", "profiles": ["ops"], "port": )" +
                      port + R"(, "metadata_port": )" + metadata_port + '}';
    EXPECT_TRUE(files::write_private(path, text));
    return running_server(host).has_value();
  };
  EXPECT_TRUE(found_with("4000", "null"));
  for (const auto* port : {"0", "-1", "65536", "65616", "4000.5", "18446744073709551615", "\"4000\""}) {
    EXPECT_FALSE(found_with(port, "null")) << port;
    EXPECT_FALSE(found_with("4000", port)) << port;
  }
}

TEST(KeeperLock, InvalidProcessIdIsIgnored) {
  TestHost machine;
  const Host host = machine.host();
  auto lock = FileLock::try_take(machine.home.path() + "/.aws/latchkey/locks/keep.lock");
  ASSERT_TRUE(lock && *lock);
  for (const auto* process : {"-1", "0", "18446744073709551615"}) {
    (**lock).set_note(R"({"pid": )" + std::string(process) + R"(, "since": "2026-03-01T00:00:00+00:00"})");
    const auto found = running_keeper(host);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->process, 0) << process;
  }
}

}  // namespace
}  // namespace latchkey::test
