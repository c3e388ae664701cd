// SPDX-License-Identifier: Apache-2.0
#include "platform/transport.hpp"

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "unit/support/machine.hpp"

namespace latchkey {
namespace {

using namespace std::chrono_literals;
using Cause = TransportFailure::Cause;

/// Answers each request on each connection with the next of its replies. "" closes the connection instead;
/// "..." keeps silent until the other side gives up. A reply with "Connection: close" closes it afterwards.
class Server {
 public:
  explicit Server(std::vector<std::string> replies)
      : replies_(std::move(replies)), listener_(test::listen_on_loopback(port_)) {
    thread_ = std::thread([this] { serve(); });
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() {
    stop_ = true;
    thread_.join();
    test::close_socket(listener_);
  }

  std::string url(const std::string& path = "/") const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }
  std::vector<std::string> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  int connections() const { return connections_; }

 private:
  bool readable(test::Socket socket) const {
    while (!stop_) {
      if (test::is_readable(socket, 20ms)) return true;
    }
    return false;
  }

  /// A whole request, body too; empty when the other side has closed.
  std::string receive(test::Socket socket) const {
    std::string text;
    while (readable(socket)) {
      const auto part = test::receive_from(socket);
      if (part.empty()) return {};
      text += part;
      const auto end = text.find("\r\n\r\n");
      if (end == std::string::npos) continue;
      const auto length = text.find("Content-Length: ");
      const auto body = length < end ? std::strtoul(text.c_str() + length + 16, nullptr, 10) : 0;
      if (text.size() >= end + 4 + body) return text;
    }
    return {};
  }

  void serve() {
    std::size_t next = 0;
    while (readable(listener_)) {
      const auto socket = test::accept_from(listener_);
      ++connections_;
      for (bool open = true; open;) {
        const auto request = receive(socket);
        if (request.empty()) break;
        {
          const std::lock_guard lock(mutex_);
          requests_.push_back(request);
        }
        const std::string reply = next < replies_.size() ? replies_[next++] : "";
        if (reply == "...") {
          static_cast<void>(receive(socket));
          break;
        }
        static_cast<void>(test::send_to(socket, reply));
        open = !reply.empty() && reply.find("Connection: close") == std::string::npos;
      }
      test::close_socket(socket);
    }
  }

  std::vector<std::string> replies_;
  std::vector<std::string> requests_;
  std::mutex mutex_;
  std::atomic<bool> stop_{false};
  std::atomic<int> connections_{0};
  std::uint16_t port_ = 0;
  test::Socket listener_;
  std::thread thread_;
};

const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

HttpRequest get(const std::string& url) {
  HttpRequest request;
  request.connect_timeout = request.read_timeout = 20s;
  request.method = "GET";
  request.url = url;
  return request;
}

/// An address of this machine where nobody listens.
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

TEST(Transport, SendsExactlyTheHeadersOfTheRequest) {
  Server server({kOk, kOk});
  const auto transport = make_transport({});
  HttpRequest request;
  request.url = server.url("/a/../b?c=d%20e");
  request.body = std::string("Action=x\0y", 10);
  request.headers = {{"User-Agent", "test"}, {"X-Empty", ""}, {"Authorization", "AWS4"}};
  ASSERT_TRUE(transport->send(request));
  const auto host = server.url("").substr(7);
  EXPECT_EQ(server.requests()[0],
            "POST /a/../b?c=d%20e HTTP/1.1\r\nHost: " + host +
                "\r\nUser-Agent: test\r\nX-Empty:\r\nAuthorization: AWS4\r\nContent-Length: 10\r\n\r\n" +
                request.body);
  request.headers = {
      {"Accept", "*/*"}, {"Content-Type", "text/x"}, {"Host", "wrong"}, {"content-length", "1"}};
  request.method = "PUT";
  request.body.clear();
  ASSERT_TRUE(transport->send(request));
  EXPECT_EQ(server.requests()[1], "PUT /a/../b?c=d%20e HTTP/1.1\r\nHost: " + host +
                                      "\r\nAccept: */*\r\nContent-Type: text/x\r\nContent-Length: 0\r\n\r\n");
}

TEST(Transport, DoesNotLetAHeaderBreakOut) {
  Server server({kOk});
  auto request = get(server.url());
  request.headers = {{"X", "a\r\nY: b"}};
  const auto response = make_transport({})->send(request);
  ASSERT_FALSE(response);
  EXPECT_FALSE(response.error().sent);
}

TEST(Transport, SendsLargeBodiesWithoutAskingFirst) {
  Server server({kOk});
  HttpRequest request;
  request.url = server.url();
  request.body = std::string(200000, 'x');
  ASSERT_TRUE(make_transport({})->send(request));
  EXPECT_EQ(server.requests()[0].find("Expect"), std::string::npos);
}

TEST(Transport, KeepsTheConnection) {
  Server server({kOk, kOk, kOk});
  const auto transport = make_transport({});
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(transport->send(get(server.url())));
  EXPECT_EQ(server.connections(), 1);
}

TEST(Transport, ConnectsAgainWhenTheConnectionWasClosed) {
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
  EXPECT_EQ(response.error().cause, Cause::broken);
  EXPECT_TRUE(response.error().sent);
  EXPECT_EQ(server.requests().size(), 2U);
  EXPECT_TRUE(transport->send(request));
}

TEST(Transport, SkipsInterimRepliesAndTheirHeaders) {
  Server server({"HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\n" + kOk});
  const auto response = make_transport({})->send(get(server.url()));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->headers, (Headers{{"content-length", "2"}}));
}

TEST(Transport, DoesNotFollowRedirects) {
  Server server({"HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n", kOk});
  const auto response = make_transport({})->send(get(server.url()));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 302);
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(Transport, TellsARefusedConnection) {
  const auto response = make_transport({})->send(get(closed_url()));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().cause, Cause::connect);
  EXPECT_FALSE(response.error().sent);
  EXPECT_FALSE(response.error().detail.empty());
}

TEST(Transport, TellsAnUnknownHost) {
  const auto response = make_transport({})->send(get("http://no-such-host.invalid/"));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().cause, Cause::resolve);
  EXPECT_FALSE(response.error().sent);
}

TEST(Transport, TellsAConnectionClosedWithoutReply) {
  Server server({""});
  const auto response = make_transport({})->send(get(server.url()));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().cause, Cause::broken);
  EXPECT_TRUE(response.error().sent);
}

TEST(Transport, TellsAReplyCutShort) {
  Server server({"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 100\r\n\r\nhalf"});
  const auto response = make_transport({})->send(get(server.url()));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().cause, Cause::broken);
  EXPECT_TRUE(response.error().sent);
}

TEST(Transport, GivesUpOnSilenceAndSaysOnceThatItWaits) {
  Server server({"..."});
  std::vector<std::string> waits;
  const auto transport = make_transport([&waits](const std::string& host) { waits.push_back(host); });
  auto request = get(server.url());
  request.read_timeout = 2s;
  const auto began = std::chrono::steady_clock::now();
  const auto response = transport->send(request);
  const auto took = std::chrono::steady_clock::now() - began;
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().cause, Cause::timeout);
  EXPECT_EQ(response.error().detail, "no answer for 2 seconds");
  EXPECT_TRUE(response.error().sent);
  EXPECT_GE(took, 2s);
  EXPECT_LT(took, 5s);
  EXPECT_EQ(waits, std::vector<std::string>{"127.0.0.1"});
}

TEST(Transport, EndsWhatIsUnderWayAndWhatComesAfterWhenItIsCancelled) {
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
    EXPECT_EQ(response.error().cause, Cause::unavailable);
    EXPECT_EQ(response.error().detail, "cancelled");
    EXPECT_EQ(response.error().sent, i == 0) << "a code in it may be spent";
  }
  EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(Transport, SaysNothingAboutAQuickReply) {
  Server server({kOk});
  int waits = 0;
  ASSERT_TRUE(make_transport([&waits](const std::string&) { ++waits; })->send(get(server.url())));
  EXPECT_EQ(waits, 0);
}

TEST(Transport, RefusesRepliesThatAreTooLarge) {
  const std::string fits(1U << 20U, 'x');
  Server server({"HTTP/1.1 200 OK\r\nContent-Length: 1048576\r\n\r\n" + fits,
                 "HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\n\r\n" + fits + "x",
                 "HTTP/1.1 200 OK\r\n" + std::string(300, 'h') + ": " + std::string(90000, 'v') + "\r\n" +
                     std::string(300, 'i') + ": " + std::string(90000, 'v') + "\r\n" + std::string(300, 'j') +
                     ": " + std::string(90000, 'v') + "\r\nContent-Length: 0\r\n\r\n"});
  const auto transport = make_transport({});
  const auto response = transport->send(get(server.url()));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body.size(), fits.size());
  for (int i = 0; i < 2; ++i) {
    const auto refused = transport->send(get(server.url()));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().cause, Cause::too_large);
    EXPECT_TRUE(refused.error().sent);
  }
}

TEST(Transport, TakesOnlyHttp) {
  for (const char* url : {"file:///etc/passwd", "ftp://127.0.0.1/", "nonsense:", ""}) {
    const auto response = make_transport({})->send(get(url));
    ASSERT_FALSE(response) << url;
    EXPECT_EQ(response.error().cause, Cause::broken);
    EXPECT_FALSE(response.error().sent);
  }
}

TEST(Transport, GoesThroughTheProxyThatIsGiven) {
  Server proxy({kOk, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"});
  const auto transport = make_transport({});
  auto request = get("http://sts.example/x");
  request.proxy = "http://ada:s%40cret@" + proxy.url("").substr(7);
  ASSERT_TRUE(transport->send(request));
  EXPECT_EQ(proxy.requests()[0].substr(0, 35), "GET http://sts.example/x HTTP/1.1\r\n");
  EXPECT_NE(proxy.requests()[0].find("Proxy-Authorization: Basic YWRhOnNAY3JldA=="), std::string::npos);
  const auto refused = transport->send(request);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 407);
}

TEST(Transport, TellsAProxyThatRefusesTheTunnel) {
  for (const std::string status : {"407 Proxy Authentication Required", "403 Forbidden", "502 Bad Gateway"}) {
    Server proxy({"HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n"});
    auto request = get("https://sts.example/x");
    request.headers = {{"Authorization", "AWS4 secret"}};
    request.proxy = "http://ada:secret@" + proxy.url("").substr(7);
    const auto response = make_transport({})->send(request);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().cause, Cause::proxy) << response.error().detail;
    EXPECT_FALSE(response.error().sent);
    EXPECT_NE(response.error().detail.find(status.substr(0, 3)), std::string::npos)
        << response.error().detail;
    EXPECT_EQ(proxy.requests()[0].find("AWS4"), std::string::npos);
  }
}

TEST(Transport, TellsAProxyThatIsNotThere) {
  auto request = get("https://sts.example/x");
  for (const char* proxy : {"http://ada:secret@127.0.0.1:9", "http://ada:secret@no-such-host.invalid:1",
                            "http://ada:se/cret@127.0.0.1:9", "http://ada:se#cret@127.0.0.1:9",
                            "ada:secret@127.0.0.1:9", "http://:secret@:x"}) {
    request.proxy = proxy;
    const auto response = make_transport({})->send(request);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().cause, Cause::proxy) << proxy << ": " << response.error().detail;
    EXPECT_FALSE(response.error().sent);
    for (const char* part : {"ada", "secret", "cret"})
      EXPECT_EQ(response.error().detail.find(part), std::string::npos) << response.error().detail;
  }
}

TEST(Transport, TellsAProxyThatClosesTheTunnel) {
  Server proxy({""});
  auto request = get("https://sts.example/x");
  request.proxy = proxy.url("");
  const auto response = make_transport({})->send(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().cause, Cause::proxy) << response.error().detail;
  EXPECT_FALSE(response.error().sent);
}

TEST(Transport, DoesNotLookIntoTheEnvironment) {
  for (const char* name : {"http_proxy", "HTTPS_PROXY", "all_proxy"}) test::set_variable(name, "http://127.0.0.1:9");
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

TEST(Transport, NamesACaBundleThatIsNotThere) {
  auto request = get("https://127.0.0.1:9/");
  request.ca_bundle = "/nowhere/ca.pem";
  const auto response = make_transport({})->send(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().cause, Cause::tls);
  EXPECT_EQ(response.error().detail, "cannot read the CA bundle /nowhere/ca.pem: no such file or directory");
}

TEST(Transport, TellsAServerThatDoesNotSpeakTls) {
  Server server({"HTTP/1.1 400 Bad Request\r\n\r\n"});
  auto request = get("https" + server.url().substr(4));
  request.read_timeout = 3s;
  request.connect_timeout = 2s;
  const auto response = make_transport({})->send(request);
  ASSERT_FALSE(response);
  EXPECT_FALSE(response.error().sent);
}

TEST(Transport, ServesThreadsOneAfterTheOther) {
  Server server(std::vector<std::string>(8, kOk));
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
