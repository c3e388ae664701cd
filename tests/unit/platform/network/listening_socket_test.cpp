// SPDX-License-Identifier: Apache-2.0
#include "platform/network/listening_socket.hpp"

#include <cstdio>
#include <future>
#include <vector>

#include <gtest/gtest.h>

#include "platform/network/http_listener.hpp"
#include "unit/support/loopback_client.hpp"
#include "unit/support/machine.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey::test {
namespace {

LocalReply says_nothing(const LocalRequest& /*request*/) {
  LocalReply reply;
  reply.ends = true;
  return reply;
}

TEST(ExclusiveBind, ExcludesASecondListener) {
  HttpListener first;
  HttpListener second;
  const auto port = first.open_port();
  ASSERT_TRUE(port) << port.error().message;
  const auto other = second.open_port(*port);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().hint, "choose another port");
}

TEST(ExclusiveBind, ExcludesOtherSocketOptions) {
  HttpListener listener;
  const auto port = listener.open_port();
  ASSERT_TRUE(port);
  EXPECT_FALSE(can_take_port(*port));
  listener = HttpListener();
  EXPECT_TRUE(can_take_port(*port)) << "the test must be able to fail";
}

TEST(ExclusiveBind, AllowsAReleasedPortAtOnce) {
  const auto port = HttpListener().open_port().value_or(0);
  for (int i = 0; i < 3; ++i) {
    HttpListener listener;
    const auto opened = listener.open_port(port);
    ASSERT_TRUE(opened) << i << ": " << opened.error().message;
    auto served = std::async(std::launch::async, [&] { return listener.serve(says_nothing); });
    const LoopbackClient client(port);
    client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_NE(client.receive().find("200 OK"), std::string::npos);
    served.get();
  }
}

TEST(MostOpenFiles, AreAsManyAsMayBeOpen) {
  const int most = most_open_files();
  ASSERT_GE(most, 64);
  // The C library of Windows has a limit of its own, below the system's.
  const std::size_t enough = most < 200 ? static_cast<std::size_t>(most) / 2 : 100;
  const TemporaryFolder folder;
  folder.write("a", "x");
  std::vector<std::FILE*> files;
  while (files.size() < enough) {
    files.push_back(std::fopen((folder.path() + "/a").c_str(), "rb"));
    EXPECT_NE(files.back(), nullptr) << files.size();
  }
  for (auto* file : files) std::fclose(file);
}

}  // namespace
}  // namespace latchkey::test
