// SPDX-License-Identifier: Apache-2.0
#include "platform/process/process_end.hpp"

#include <csignal>

#include <gtest/gtest.h>

#include "platform/network/http_listener.hpp"
#include "platform/process/process_info.hpp"

namespace latchkey {
namespace {

TEST(ProcessEnd, StopsAListenerGracefully) {
  HttpListener listener;
  ASSERT_TRUE(listener.open_port());
  listener.end_by_signals();
  ask_to_end(own_process_id());
  const auto nothing = [](const LocalRequest&) { return LocalReply(); };
  EXPECT_EQ(listener.serve(nothing, std::chrono::seconds(20)), SIGTERM);
}

}  // namespace
}  // namespace latchkey
