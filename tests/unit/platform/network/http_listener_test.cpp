// SPDX-License-Identifier: Apache-2.0
#include "platform/network/http_listener.hpp"

#include <future>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "unit/support/loopback_client.hpp"

namespace latchkey::test {
namespace {

using namespace std::chrono_literals;

/// A listener in a separate thread that replies with the requested target.
class HttpListenerTest : public ::testing::Test {
 protected:
  HttpListenerTest() {
    thread = std::thread([this] {
      listener.serve([](const LocalRequest& request) {
        LocalReply reply;
        reply.body = std::make_shared<const SecretText>(std::string(request.method) + ' ' +
                                                        std::string(request.target) + ' ' +
                                                        std::string(request.authorization));
        return reply;
      });
    });
  }
  ~HttpListenerTest() override {
    listener.stop();
    thread.join();
  }

  std::string request(const std::string& target, const std::string& more = "") const {
    return "GET " + target + " HTTP/1.1\r\nHost: " + loopback_authority(port) + "\r\n" + more + "\r\n";
  }
  std::string last(const std::string& target) const { return request(target, "Connection: close\r\n"); }

  static int count(const std::string& text, const std::string& part) {
    int found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
  }

  HttpListener listener;
  const std::uint16_t port = *listener.open_port();
  std::thread thread;
};

TEST_F(HttpListenerTest, ConnectionIsReusedUntilTheClientCloses) {
  const LoopbackClient client(port);
  client.send(request("/1"));
  client.send(request("/2", "Authorization: abc\r\n"));
  client.send(last("/3"));
  const auto got = client.receive();
  EXPECT_EQ(count(got, "HTTP/1.1 200 OK"), 3) << got;
  EXPECT_NE(got.find("GET /2 abc"), std::string::npos);
  EXPECT_NE(got.find("GET /3 "), std::string::npos);
}

TEST_F(HttpListenerTest, PipelinedRequestsAreAnsweredInOrder) {
  const LoopbackClient client(port);
  std::string all;
  for (int i = 0; i < 100; ++i) all += request('/' + std::to_string(i));
  client.send(all + last("/end"));
  const auto got = client.receive();
  EXPECT_EQ(count(got, "HTTP/1.1 200 OK"), 101);
  EXPECT_LT(got.find("GET /7 "), got.find("GET /8 "));
  EXPECT_LT(got.find("GET /99 "), got.find("GET /end "));
}

TEST_F(HttpListenerTest, BodyIsNotReadAndClosesTheConnection) {
  for (const auto* head :
       {"Content-Length: 5\r\n", "Content-Length: 99999999999\r\n", "Transfer-Encoding: chunked\r\n"}) {
    const LoopbackClient client(port);
    client.send(request("/1", head) + request("/smuggled"));
    const auto got = client.receive();
    EXPECT_EQ(count(got, "HTTP/1.1 200 OK"), 1) << got;
    EXPECT_EQ(got.find("smuggled"), std::string::npos);
  }
}

TEST_F(HttpListenerTest, ClosesTheConnectionAfterAnInvalidRequest) {
  for (const auto& text : {std::string("nonsense\r\n\r\n"), std::string("GET\r\n\r\n"),
                           std::string(1000, '\0'), "GET / HTTP/1.1\r\nX: " + std::string(64U << 10U, 'x'),
                           std::string("\x16\x03\x01\x02\x00", 5) + std::string(500, 'a') + "\r\n\r\n"}) {
    const LoopbackClient client(port);
    client.send(text);
    const auto got = client.receive();
    EXPECT_EQ(count(got, "200 OK"), 0);
    EXPECT_EQ(count(got, " 400 ") + count(got, " 431 "), 1) << got;
  }
  const LoopbackClient client(port);
  client.send(last("/fine"));
  EXPECT_NE(client.receive().find("GET /fine"), std::string::npos);
}

TEST_F(HttpListenerTest, RejectsRepeatedSecurityHeaders) {
  const std::string host = "Host: " + loopback_authority(port) + "\r\n";
  for (const auto& more :
       {host, std::string("Host: other.test\r\n"), std::string("host: \r\n"),
        std::string("Authorization: a\r\nAuthorization: b\r\n"),
        std::string("Authorization: a\r\nAUTHORIZATION: a\r\n"),
        std::string("Content-Length: 0\r\nContent-Length: 0\r\n"),
        std::string("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
        std::string("X-aws-ec2-metadata-token: a\r\nx-aws-ec2-metadata-token: a\r\n"),
        std::string(
            "X-aws-ec2-metadata-token-ttl-seconds: 1\r\nX-aws-ec2-metadata-token-ttl-seconds: 9\r\n")}) {
    const LoopbackClient client(port);
    client.send(request("/1", more) + request("/2"));
    const auto got = client.receive();
    EXPECT_EQ(count(got, "HTTP/1.1 400 "), 1) << more << got;
    EXPECT_EQ(count(got, "200 OK"), 0) << more;
  }
  const LoopbackClient client(port);
  client.send(request("/1", "Accept: a\r\nAccept: b\r\n") + last("/2"));
  EXPECT_EQ(count(client.receive(), "200 OK"), 2) << "others may be";
}

TEST_F(HttpListenerTest, IdleAndSlowClientsDelayNoOtherClient) {
  std::vector<LoopbackClient> idle;
  for (int i = 0; i < 300; ++i) {
    idle.emplace_back(port);
    if (i % 2 == 0) idle.back().send("GET /slow HTT");
  }
  const auto began = std::chrono::steady_clock::now();
  const LoopbackClient client(port);
  client.send(last("/quick"));
  EXPECT_NE(client.receive().find("GET /quick"), std::string::npos);
  EXPECT_LT(std::chrono::steady_clock::now() - began, 5s) << "a slow one is dropped after ten";
}

TEST(HttpListenerAlone, StopsOnRequestOrAtItsDeadline) {
  HttpListener listener;
  ASSERT_TRUE(listener.open_port());
  const auto nothing = [](const LocalRequest&) { return LocalReply{}; };
  listener.serve(nothing, 20ms);
  HttpListener other;
  const auto port = *other.open_port();
  auto serving = std::async(std::launch::async, [&] { other.serve(nothing); });
  EXPECT_EQ(serving.wait_for(20ms), std::future_status::timeout);
  other.stop();
  EXPECT_EQ(serving.wait_for(10s), std::future_status::ready);
  HttpListener third;
  const auto taken = third.open_port(port);
  ASSERT_FALSE(taken);
  EXPECT_NE(taken.error().message.find(std::to_string(port)), std::string::npos);
}

}  // namespace
}  // namespace latchkey::test
