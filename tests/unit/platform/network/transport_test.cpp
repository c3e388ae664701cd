// SPDX-License-Identifier: Apache-2.0
#include "platform/network/transport.hpp"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "unit/support/http_server.hpp"
#include "unit/support/vectors.hpp"

namespace latchkey {
namespace {

using namespace std::chrono_literals;
using Reason = TransportFailure::Reason;
using test::get;
using test::kOk;
using Server = test::HttpServer;

/// An address of this machine without a listener.
std::string closed_url() {
  return "http://127.0.0.1:9/";
}

TEST(Transport, ReturnsStatusHeadersInOrderAndBody) {
  Server server(
      {"HTTP/1.1 400 Bad Request\r\nX-Amzn-RequestId: 1\r\nA:  two words \r\nx-b:\r\na: "
       "again\r\nContent-Length: 5\r\n\r\n<xml>"});
  const auto response = make_transport({})->send(get(server.url()));
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->status, 400);
  EXPECT_EQ(response->headers, (Headers{{"x-amzn-requestid", "1"},
                                        {"a", "two words"},
                                        {"x-b", ""},
                                        {"a", "again"},
                                        {"content-length", "5"}}));
  EXPECT_EQ(response->body, "<xml>");
}

TEST(Transport, RejectsHeaderInjection) {
  Server server({kOk});
  auto request = get(server.url());
  request.headers = {{"X", "a\r\nY: b"}};
  const auto response = make_transport({})->send(request);
  ASSERT_FALSE(response);
  EXPECT_FALSE(response.error().sent);
}

TEST(Transport, SendsLargeBodiesWithoutExpectContinue) {
  Server server({kOk});
  HttpRequest request;
  request.url = server.url();
  request.body = std::string(200000, 'x');
  ASSERT_TRUE(make_transport({})->send(request));
  EXPECT_EQ(server.requests()[0].find("Expect"), std::string::npos);
}

TEST(Transport, ReusesTheConnection) {
  Server server({kOk, kOk, kOk});
  const auto transport = make_transport({});
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(transport->send(get(server.url())));
  EXPECT_EQ(server.connections(), 1);
}

TEST(Transport, ReconnectsAfterTheConnectionWasClosed) {
  Server server({"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", kOk});
  const auto transport = make_transport({});
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(transport->send(get(server.url())));
  EXPECT_EQ(server.connections(), 2);
}

TEST(Transport, NeverSendsARequestTwice) {
  Server server({kOk, "", kOk});
  const auto transport = make_transport({});
  ASSERT_TRUE(transport->send(get(server.url())));
  HttpRequest request;
  request.url = server.url();
  request.body = "TokenCode=123456";
  const auto response = transport->send(request);  // read over the kept connection, which is then closed
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().reason, Reason::broken);
  EXPECT_TRUE(response.error().sent);
  EXPECT_EQ(server.requests().size(), 2U);
  EXPECT_TRUE(transport->send(request));
}

TEST(Transport, DoesNotFollowRedirects) {
  Server server({"HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n", kOk});
  const auto response = make_transport({})->send(get(server.url()));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 302);
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(Transport, ReportsARefusedConnection) {
  const auto response = make_transport({})->send(get(closed_url()));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().reason, Reason::connect);
  EXPECT_FALSE(response.error().sent);
  EXPECT_FALSE(response.error().detail.empty());
}

TEST(Transport, ReportsAnUnknownHost) {
  const auto response = make_transport({})->send(get("http://no-such-host.invalid/"));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().reason, Reason::resolve);
  EXPECT_FALSE(response.error().sent);
}

TEST(Transport, ReportsAConnectionClosedWithoutAReply) {
  Server server({""});
  const auto response = make_transport({})->send(get(server.url()));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().reason, Reason::broken);
  EXPECT_TRUE(response.error().sent);
}

TEST(Transport, ReportsATruncatedReply) {
  Server server({"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 100\r\n\r\nhalf"});
  const auto response = make_transport({})->send(get(server.url()));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().reason, Reason::broken);
  EXPECT_TRUE(response.error().sent);
}

TEST(Transport, TimesOutOnSilenceWithOneNotice) {
  Server server({"..."});
  auto request = get(server.url());
  request.read_timeout = 2s;
  std::vector<std::string> waits;
  const auto transport = make_transport([&](const std::string& host, std::chrono::milliseconds limit) {
    waits.push_back(host);
    EXPECT_EQ(limit, exchange_limit(request));
  });
  const auto began = std::chrono::steady_clock::now();
  const auto response = transport->send(request);
  const auto took = std::chrono::steady_clock::now() - began;
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().reason, Reason::timeout);
  EXPECT_EQ(response.error().detail, "no answer for 2 seconds");
  EXPECT_TRUE(response.error().sent);
  EXPECT_GE(took, 2s);
  EXPECT_LT(took, 5s);
  EXPECT_EQ(waits, std::vector<std::string>{"127.0.0.1"});
}

TEST(Transport, LimitsTheTotalTimeOfASlowReply) {
  Server server({"drip:HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n" + std::string(200, 'x')});
  auto request = get(server.url());
  request.connect_timeout = 500ms;
  request.read_timeout = 2s;
  const auto began = std::chrono::steady_clock::now();
  const auto response = make_transport({})->send(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().reason, Reason::timeout);
  EXPECT_EQ(response.error().detail, "the reply took longer than 5 seconds") << "0.5 s + 2 * 2 s, rounded up";
  EXPECT_TRUE(response.error().sent);
  EXPECT_GE(std::chrono::steady_clock::now() - began, 4500ms);
}

TEST(Transport, DefaultLimitFollowsFromTheTimeouts) {
  HttpRequest request;
  EXPECT_EQ(exchange_limit(request), 180s);
  request.connect_timeout = 1100ms;
  EXPECT_EQ(exchange_limit(request), 121100ms);
  request.connect_timeout = request.read_timeout = 0s;
  EXPECT_EQ(exchange_limit(request), 180s) << "0 sets no limit of its own";
  request.total_timeout = 5s;
  EXPECT_EQ(exchange_limit(request), 5s);
}

TEST(Transport, SlowPeerDoesNotDelayOtherThreads) {
  Server silent({"..."});
  Server quick({kOk, kOk});
  const auto transport = make_transport({});
  std::atomic<bool> is_over = false;
  std::jthread waiting([&] {
    auto request = get(silent.url());
    request.read_timeout = 5s;
    EXPECT_FALSE(transport->send(request));
    is_over = true;
  });
  while (silent.requests().empty()) std::this_thread::sleep_for(5ms);
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(transport->send(get(quick.url())));
  EXPECT_FALSE(is_over);
  transport->cancel();
}

TEST(Transport, CancelsCurrentAndLaterRequests) {
  Server server({"..."});
  const auto transport = make_transport({});
  const auto began = std::chrono::steady_clock::now();
  const std::jthread canceller([&] {
    while (server.requests().empty()) std::this_thread::sleep_for(5ms);
    transport->cancel();
  });
  for (int i = 0; i < 2; ++i) {
    const auto response = transport->send(get(server.url()));
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().reason, Reason::unavailable);
    EXPECT_EQ(response.error().detail, "cancelled");
    EXPECT_EQ(response.error().sent, i == 0) << "a code in it may be spent";
  }
  EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(Transport, QuickReplyPrintsNothing) {
  Server server({kOk});
  int waits = 0;
  ASSERT_TRUE(make_transport([&waits](const std::string&, std::chrono::milliseconds) {
                ++waits;
              })->send(get(server.url())));
  EXPECT_EQ(waits, 0);
}

TEST(Transport, RejectsOverlongBodies) {
  const std::string fits(1U << 20U, 'x');
  Server server({"HTTP/1.1 200 OK\r\nContent-Length: 1048576\r\n\r\n" + fits,
                 "HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\n\r\n" + fits + "x"});
  const auto transport = make_transport({});
  const auto response = transport->send(get(server.url()));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body.size(), fits.size());
  const auto refused = transport->send(get(server.url()));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::too_large);
  EXPECT_TRUE(refused.error().sent);
}

TEST(Transport, AcceptsOnlyHttp) {
  for (const char* url : {"file:///etc/passwd", "ftp://127.0.0.1/", "nonsense:", ""}) {
    const auto response = make_transport({})->send(get(url));
    ASSERT_FALSE(response) << url;
    EXPECT_EQ(response.error().reason, Reason::broken);
    EXPECT_FALSE(response.error().sent);
  }
}

TEST(Transport, UsesTheGivenProxy) {
  Server proxy({kOk, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"});
  const auto transport = make_transport({});
  auto request = get("http://sts.example/x");
  request.proxy = "http://ada:s%40cret@" + proxy.url("").substr(7);
  ASSERT_TRUE(transport->send(request));
  // The port may be present: it is the default of http.
  EXPECT_EQ(test::replaced(proxy.requests()[0], ".example:80/", ".example/").substr(0, 35),
            "GET http://sts.example/x HTTP/1.1\r\n");
  EXPECT_NE(proxy.requests()[0].find("Proxy-Authorization: Basic YWRhOnNAY3JldA=="), std::string::npos);
  const auto refused = transport->send(request);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 407);
}

TEST(Transport, ReportsAnUnreachableProxy) {
  auto request = get("https://sts.example/x");
  for (const char* proxy : {"http://ada:secret@127.0.0.1:9", "http://ada:secret@no-such-host.invalid:1",
                            "http://ada:se/cret@127.0.0.1:9", "http://ada:se#cret@127.0.0.1:9",
                            "ada:secret@127.0.0.1:9", "http://:secret@:x"}) {
    request.proxy = proxy;
    const auto response = make_transport({})->send(request);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().reason, Reason::proxy) << proxy << ": " << response.error().detail;
    EXPECT_FALSE(response.error().sent);
    for (const char* part : {"ada", "secret", "cret"})
      EXPECT_EQ(response.error().detail.find(part), std::string::npos) << response.error().detail;
  }
}

TEST(Transport, IgnoresTheEnvironment) {
  for (const char* name : {"http_proxy", "HTTPS_PROXY", "all_proxy"})
    test::set_variable(name, "http://127.0.0.1:9");
  test::set_variable("no_proxy", "sts.example");
  Server server({kOk});
  Server proxy({kOk});
  const auto transport = make_transport({});
  EXPECT_TRUE(transport->send(get(server.url())));
  auto request = get("http://sts.example/");
  request.proxy = proxy.url("");
  EXPECT_TRUE(transport->send(request));
  for (const char* name : {"http_proxy", "HTTPS_PROXY", "all_proxy", "no_proxy"}) test::unset_variable(name);
}

TEST(Transport, ReportsAMissingCaBundle) {
  auto request = get("https://127.0.0.1:9/");
  request.ca_bundle = "/nowhere/ca.pem";
  const auto response = make_transport({})->send(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().reason, Reason::tls);
  EXPECT_EQ(response.error().detail, "cannot read the CA bundle /nowhere/ca.pem: no such file or directory");
}

TEST(Transport, ReportsAServerWithoutTls) {
  Server server({"HTTP/1.1 400 Bad Request\r\n\r\n"});
  auto request = get("https" + server.url().substr(4));
  request.read_timeout = 3s;
  request.connect_timeout = 2s;
  const auto response = make_transport({})->send(request);
  ASSERT_FALSE(response);
  EXPECT_FALSE(response.error().sent);
}

TEST(Transport, ServesSeveralThreads) {
  // Each uses a separate connection, and the server handles one connection after the other.
  const std::string last = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";
  Server server(std::vector<std::string>(8, last));
  const auto transport = make_transport({});
  std::atomic<int> good{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 2; ++j) {
        if (transport->send(get(server.url()))) ++good;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(good, 8);
}

}  // namespace
}  // namespace latchkey
