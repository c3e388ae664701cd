// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <future>
#include <memory>

#include <gtest/gtest.h>

#include "platform/system/windows/detached_thread.hpp"

namespace latchkey {
namespace {

using namespace std::chrono_literals;

/// With std::thread::detach() a few of these never run, because each starts while the previous one ends.
TEST(DetachedThread, RunsManyInSequence) {
  constexpr int kMany = 3000;
  for (int i = 0; i < kMany; ++i) {
    const auto done = std::make_shared<std::promise<void>>();
    const auto ran = done->get_future();
    ASSERT_TRUE(windows::start_detached([done] { done->set_value(); }));
    ASSERT_EQ(ran.wait_for(20s), std::future_status::ready) << "thread " << i;
  }
}

}  // namespace
}  // namespace latchkey
