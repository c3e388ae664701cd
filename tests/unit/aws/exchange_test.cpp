// SPDX-License-Identifier: Apache-2.0
#include "aws/request/exchange.hpp"

#include <gtest/gtest.h>

#include "unit/support/test_host.hpp"

namespace latchkey::test {
namespace {

using namespace std::chrono_literals;

/// A service whose attempts each time out after `takes`.
class SlowServiceTest : public ::testing::Test {
 protected:
  SlowServiceTest() {
    machine.network = [this](const HttpRequest& request) -> Reply {
      machine.clock += std::min<std::chrono::milliseconds>(takes, exchange_limit(request));
      return tl::unexpected(TransportFailure{TransportFailure::Reason::timeout, "too slow", true});
    };
    operation.service = "sts";
    operation.name = "AssumeRole";
    operation.request = [](const Attempt&) { return HttpRequest{}; };
    operation.read_error = [](const HttpResponse&, ServiceFailure&) {};
  }

  ServiceFailure call() {
    const auto host = machine.host();
    const auto answer = exchange(host, connection, operation);
    EXPECT_FALSE(answer);
    return answer ? ServiceFailure{} : answer.error();
  }

  TestHost machine;
  Connection connection;
  Operation operation;
  std::chrono::milliseconds takes = 1h;
};

TEST_F(SlowServiceTest, SlowReplyEndsTheCallAtItsLimitWithoutARetry) {
  const auto began = machine.clock;
  const auto failure = call();
  EXPECT_EQ(failure.attempts, 1);
  EXPECT_EQ(machine.clock - began, kLongestCall);
}

TEST_F(SlowServiceTest, RetriesDoNotExtendTheCallBeyondItsLimit) {
  takes = 60s;
  const auto began = machine.clock;
  EXPECT_EQ(call().attempts, 3);
  EXPECT_EQ(machine.clock - began, kLongestCall);
  EXPECT_EQ(exchange_limit(machine.requests.back()), 30s) << "what the first two attempts left";
}

TEST_F(SlowServiceTest, QuickFailuresAreRetriedAsConfigured) {
  takes = 1s;
  EXPECT_EQ(call().attempts, connection.retries.max_attempts);
}

TEST_F(SlowServiceTest, PauseBeyondTheLimitIsSkipped) {
  takes = 149s;
  connection.retries.max_attempts = 9;
  EXPECT_EQ(call().attempts, 2) << "0.5 s of pause fit, 1 s after the second attempt does not";
  EXPECT_EQ(machine.pauses.size(), 1U);
}

TEST_F(SlowServiceTest, ClockSetBackDoesNotExtendTheLimitOfAnAttempt) {
  machine.network = [this](const HttpRequest&) -> Reply {
    machine.clock -= 24h;
    return tl::unexpected(TransportFailure{TransportFailure::Reason::timeout, "too slow", true});
  };
  call();
  for (const auto& request : machine.requests) EXPECT_EQ(exchange_limit(request), kLongestCall);
}

}  // namespace
}  // namespace latchkey::test
