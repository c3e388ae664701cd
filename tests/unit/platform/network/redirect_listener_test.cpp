// SPDX-License-Identifier: Apache-2.0
#include "platform/network/redirect_listener.hpp"

#include <atomic>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "unit/support/loopback_client.hpp"

namespace latchkey::test {
namespace {

using namespace std::chrono_literals;

constexpr const char* kPath = "/oauth/callback";
const std::string kPage = "<p>" + std::string(200'000, 'x') + "</p>";

/// A listener that waits for "state=right" in a separate thread.
class Redirect : public ::testing::Test {
 protected:
  Redirect() {
    auto opened = RedirectListener::open();
    EXPECT_TRUE(opened);
    port = opened->port();
    result = std::async(std::launch::async, [this, listener = *std::move(opened)]() mutable {
      const auto takes = [](const std::string& query) {
        return query.find("state=right") != std::string::npos;
      };
      return listener.wait(kPath, takes, kPage, most);
    });
  }

  std::string get(const std::string& target, const std::string& method = "GET") const {
    return method + ' ' + target + " HTTP/1.1\r\nHost: " + authority() + "\r\nAccept: */*\r\n\r\n";
  }
  std::string authority() const { return "127.0.0.1:" + std::to_string(port); }

  std::string answer(const std::string& request) const {
    const LoopbackClient client(port);
    client.send(request);
    return client.receive();
  }

  bool is_waiting() const { return result.wait_for(0s) == std::future_status::timeout; }

  void expect_refused(const std::string& request, const std::string& status) {
    const auto got = answer(request);
    EXPECT_EQ(got.rfind("HTTP/1.1 " + status, 0), 0U) << request << got;
    EXPECT_EQ(got.find(kPage), std::string::npos);
    EXPECT_TRUE(is_waiting()) << request;
  }

  /// The right request receives the whole page, and wait() returns its query.
  void expect_taken(const std::string& query = "code=abc%20d&state=right") {
    const auto got = answer(get(kPath + ("?" + query)));
    EXPECT_EQ(got.rfind("HTTP/1.1 200 ", 0), 0U) << got.substr(0, 200);
    EXPECT_NE(got.find("\r\n\r\n" + kPage), std::string::npos) << got.size() << " bytes";
    EXPECT_TRUE(got.size() > kPage.size() && got.substr(got.size() - 4) == "</p>");
    EXPECT_EQ(result.get(), query);
  }

  std::uint16_t port = 0;
  std::chrono::milliseconds most = 60s;
  std::future<std::optional<std::string>> result;
};

TEST_F(Redirect, AnswersTheExpectedRedirectWithThePage) {
  expect_taken();
}

TEST_F(Redirect, AnswersOtherRequestsWithAnErrorAndWaits) {
  const std::string right = kPath + std::string("?code=c&state=right");
  expect_refused(get("/"), "404");
  expect_refused(get("/favicon.ico"), "404");
  expect_refused(get("/oauth/callback/?code=c&state=right"), "404");
  expect_refused(get("/oauth%2Fcallback?code=c&state=right"), "404");
  expect_refused(get("http://" + authority() + right), "404");
  expect_refused(get(right, "POST"), "404");
  expect_refused(get(right, "HEAD"), "404");
  expect_refused(get(right, "OPTIONS"), "404");
  expect_refused(get(kPath), "400");
  expect_refused(get(kPath + std::string("?code=c&state=wrong")), "400");
  expect_taken();
}

TEST_F(Redirect, RejectsAnotherHostName) {
  const std::string start = "GET " + std::string(kPath) + "?code=c&state=right HTTP/1.1\r\n";
  for (const auto& host :
       {"Host: evil.example\r\n", "Host: localhost\r\n", "Host: 127.0.0.1\r\n", "Host: \r\n", ""})
    expect_refused(start + host + "\r\n", "404");
  expect_taken();
}

TEST_F(Redirect, DropsAnInvalidRequest) {
  const std::string start = "GET " + std::string(kPath) + "?state=right";
  for (const auto& garbage :
       {std::string("\x16\x03\x01\x02\0\x01", 6) + std::string(300, '\x7F'), std::string("\r\n\r\n\r\n\r\n"),
        std::string("GET\r\n\r\n"), std::string("SSH-2.0-x\r\n\r\n"), start + " HTTP/9.9\r\n\r\n",
        start + " HTTP/1.1\r\nHost : x\r\n\r\n",
        get(kPath + std::string("?state=right")).replace(0, 3, "G\xFFT"),
        "POST " + std::string(kPath) + " HTTP/1.1\r\nHost: " + authority() +
            "\r\nContent-Length: 99999999\r\n\r\n"}) {
    EXPECT_EQ(answer(garbage).find("200 OK"), std::string::npos) << garbage;
    EXPECT_TRUE(is_waiting()) << garbage;
  }
  expect_taken();
}

TEST_F(Redirect, MegabyteOfHeadersIsNotReadCompletely) {
  const LoopbackClient client(port);
  std::string request = get(kPath + std::string("?state=right"));
  request.insert(request.size() - 2, "X: " + std::string(1U << 20U, 'a') + "\r\n");
  client.send(request);
  EXPECT_EQ(client.receive().find("200 OK"), std::string::npos);
  EXPECT_TRUE(is_waiting());
  const LoopbackClient target(port);
  target.send(get(kPath + ("?state=right&x=" + std::string(1U << 20U, 'a'))));
  EXPECT_EQ(target.receive().find("200 OK"), std::string::npos);
  expect_taken();
}

TEST_F(Redirect, IdleAndSlowConnectionsCauseNoDelay) {
  std::vector<LoopbackClient> idle;
  for (int i = 0; i < 200; ++i) idle.emplace_back(port);
  const LoopbackClient half(port), slow(port);
  half.send("GET /oauth/callback?state=right HTTP/1.1\r\nHost: 127.0.0.1");
  std::atomic<bool> stop{false};
  std::thread drip([&] {
    for (const char c : get(kPath + std::string("?state=wrong"))) {
      if (stop || !slow.send(std::string(1, c))) return;
      std::this_thread::sleep_for(1ms);
    }
  });
  expect_taken();
  stop = true;
  drip.join();
}

TEST_F(Redirect, AcceptsARequestSentByteByByte) {
  const LoopbackClient client(port);
  for (const char c : get(kPath + std::string("?state=right"))) {
    client.send(std::string(1, c));
    std::this_thread::sleep_for(1ms);
  }
  EXPECT_NE(client.receive().find(kPage), std::string::npos);
  EXPECT_EQ(result.get(), "state=right");
}

TEST_F(Redirect, DropsSilentConnections) {
  const LoopbackClient idle(port), half(port);
  half.send("GET /oauth");
  EXPECT_EQ(idle.receive(30s), "");
  EXPECT_EQ(half.receive(30s), "");
  expect_taken();
}

TEST_F(Redirect, AcceptsOneOfSeveralRedirects) {
  std::vector<LoopbackClient> clients;  // all connected before any is answered
  for (int i = 0; i < 16; ++i) clients.emplace_back(port);
  for (int i = 0; i < 16; ++i) {
    const std::string state = i % 2 == 0 ? "wrong" : "right";
    clients[static_cast<std::size_t>(i)].send(get(kPath + ("?state=" + state + "&n=" + std::to_string(i))));
  }
  const auto taken = result.get();
  ASSERT_TRUE(taken);
  ASSERT_EQ(taken->rfind("state=right&n=", 0), 0U) << *taken;
  const auto number = std::stoul(taken->substr(taken->rfind('=') + 1));
  for (std::size_t i = 0; i < clients.size(); ++i) {
    const auto got = clients[i].receive();
    if (i == number) {
      EXPECT_NE(got.find(kPage), std::string::npos);
    } else if (i % 2 == 0) {
      EXPECT_EQ(got.find("200 OK"), std::string::npos);
    }
  }
}

TEST(RedirectListener, TimesOut) {
  auto listener = RedirectListener::open();
  ASSERT_TRUE(listener);
  EXPECT_NE(listener->port(), RedirectListener::open()->port());
  const LoopbackClient idle(listener->port());
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(listener->wait(
                kPath, [](const auto&) { return true; }, kPage, 50ms),
            std::nullopt);
  const auto took = std::chrono::steady_clock::now() - began;
  EXPECT_GE(took, 50ms);
  EXPECT_LT(took, 8s) << "an idle connection is not waited for";
}

}  // namespace
}  // namespace latchkey::test
