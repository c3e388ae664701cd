// SPDX-License-Identifier: Apache-2.0
#include "platform/transport.hpp"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace latchkey {
namespace {

using namespace std::chrono_literals;
using Cause = TransportFailure::Cause;

/// Answers each request on each connection with the next of its replies. "" closes the connection instead;
/// "..." keeps silent until the other side gives up. A reply with "Connection: close" closes it afterwards.
class Server {
 public:
  explicit Server(std::vector<std::string> replies) : replies_(std::move(replies)) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(listener_, 8), 0);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() {
    stop_ = true;
    thread_.join();
    close(listener_);
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
  bool readable(int socket) const {
    pollfd ready{socket, POLLIN, 0};
    while (!stop_) {
      if (poll(&ready, 1, 20) > 0) return true;
    }
    return false;
  }

  /// A whole request, body too; empty when the other side has closed.
  std::string receive(int socket) const {
    std::string text;
    while (readable(socket)) {
      char chunk[4096];
      const auto got = recv(socket, chunk, sizeof(chunk), 0);
      if (got <= 0) return {};
      text.append(chunk, static_cast<std::size_t>(got));
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
      const int socket = accept(listener_, nullptr, nullptr);
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
        static_cast<void>(send(socket, reply.data(), reply.size(), MSG_NOSIGNAL));
        open = !reply.empty() && reply.find("Connection: close") == std::string::npos;
      }
      close(socket);
    }
  }

  std::vector<std::string> replies_;
  std::vector<std::string> requests_;
  std::mutex mutex_;
  std::atomic<bool> stop_{false};
  std::atomic<int> connections_{0};
  int listener_ = -1;
  int port_ = 0;
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
  for (const char* name : {"http_proxy", "HTTPS_PROXY", "all_proxy"}) setenv(name, "http://127.0.0.1:9", 1);
  setenv("no_proxy", "sts.example", 1);
  Server server({kOk});
  Server proxy({kOk});
  const auto transport = make_transport({});
  EXPECT_TRUE(transport->send(get(server.url())));
  auto request = get("http://sts.example/");
  request.proxy = proxy.url("");
  EXPECT_TRUE(transport->send(request));
  for (const char* name : {"http_proxy", "HTTPS_PROXY", "all_proxy", "no_proxy"}) unsetenv(name);
}

/// `openssl s_server` with a certificate of its own for 127.0.0.1.
class TlsServer {
 public:
  TlsServer() {
    char name[] = "/tmp/latchkey-test-XXXXXX";
    folder_ = mkdtemp(name);
    const auto make = "cd " + folder_ +
                      " && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
                      "-keyout key.pem "
                      "-out cert.pem -subj /CN=here -addext subjectAltName=IP:127.0.0.1 2>/dev/null"
                      " && mkdir hashed && cp cert.pem hashed/$(openssl x509 -hash -noout -in cert.pem).0";
    if (std::system(make.c_str()) != 0) return;
    const auto serve = "cd " + folder_ +
                       " && exec openssl s_server -accept 127.0.0.1:0 -key key.pem -cert cert.pem -www "
                       "2>/dev/null & echo $!; wait";
    output_ = popen(serve.c_str(), "r");
    char line[256];
    while (port_ == 0 && std::fgets(line, sizeof(line), output_) != nullptr) {
      const std::string text = line;
      if (pid_ == 0) pid_ = std::atoi(line);
      if (text.rfind("ACCEPT ", 0) == 0) port_ = std::atoi(line + text.rfind(':') + 1);
    }
  }
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;
  ~TlsServer() {
    if (pid_ > 0) kill(pid_, SIGKILL);
    if (output_ != nullptr) pclose(output_);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  bool runs() const { return port_ != 0; }
  std::string url() const { return "https://127.0.0.1:" + std::to_string(port_) + "/"; }
  std::string file(const std::string& name) const { return folder_ + "/" + name; }

 private:
  std::string folder_;
  FILE* output_ = nullptr;
  pid_t pid_ = 0;
  int port_ = 0;
};

TEST(Transport, TrustsTheMachinesOrTheGivenAuthoritiesOnly) {
  const TlsServer server;
  if (!server.runs()) {
    std::cout << "not run: TLS of a stranger (needs openssl)" << std::endl;
    return;
  }
  const auto transport = make_transport({});
  auto request = get(server.url());
  const auto refused = [&] {
    const auto response = transport->send(request);
    return !response && response.error().cause == Cause::tls && !response.error().sent;
  };
  EXPECT_TRUE(refused());
  request.ca_bundle = server.file("cert.pem");
  const auto by_file = transport->send(request);
  EXPECT_TRUE(by_file) << by_file.error().detail;
  request.ca_bundle = server.file("hashed");
  const auto by_folder = transport->send(request);
  EXPECT_TRUE(by_folder) << by_folder.error().detail;
  request.ca_bundle = server.file("key.pem");  // a file without a certificate
  EXPECT_TRUE(refused());
  request.ca_bundle.reset();  // the kept connection was trusted for another reason
  EXPECT_TRUE(refused());
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
