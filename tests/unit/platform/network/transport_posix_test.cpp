// SPDX-License-Identifier: Apache-2.0
// Not on Windows: WinHTTP adds fields, and wine's does not support 100 Continue and refused tunnels.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "platform/network/transport.hpp"
#include "unit/support/http_server.hpp"

namespace latchkey {
namespace {

using Reason = TransportFailure::Reason;
using test::get;
using test::kOk;
using Server = test::HttpServer;

/// `openssl s_server` with its own certificate for 127.0.0.1.
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

TEST(Transport, TrustsOnlySystemOrConfiguredAuthorities) {
  const TlsServer server;
  if (!server.runs()) {
    std::cout << "not run: TLS of a stranger (needs openssl)" << std::endl;
    return;
  }
  const auto transport = make_transport({});
  auto request = get(server.url());
  const auto refused = [&] {
    const auto response = transport->send(request);
    return !response && response.error().reason == Reason::tls && !response.error().sent;
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
  request.ca_bundle.reset();  // the kept connection was trusted through another bundle
  EXPECT_TRUE(refused());
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
                request.body.reveal());
  request.headers = {
      {"Accept", "*/*"}, {"Content-Type", "text/x"}, {"Host", "wrong"}, {"content-length", "1"}};
  request.method = "PUT";
  request.body.clear();
  ASSERT_TRUE(transport->send(request));
  EXPECT_EQ(server.requests()[1], "PUT /a/../b?c=d%20e HTTP/1.1\r\nHost: " + host +
                                      "\r\nAccept: */*\r\nContent-Type: text/x\r\nContent-Length: 0\r\n\r\n");
}

TEST(Transport, SkipsInterimRepliesAndTheirHeaders) {
  Server server({"HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\n" + kOk});
  const auto response = make_transport({})->send(get(server.url()));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->headers, (Headers{{"content-length", "2"}}));
}

TEST(Transport, RejectsOverlongHeaders) {
  const auto field = [](char name) {
    return std::string(300, name) + ": " + std::string(90000, 'v') + "\r\n";
  };
  Server server({"HTTP/1.1 200 OK\r\n" + field('h') + field('i') + field('j') + "Content-Length: 0\r\n\r\n"});
  const auto refused = make_transport({})->send(get(server.url()));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::too_large);
  EXPECT_TRUE(refused.error().sent);
}

TEST(Transport, ReportsAProxyThatRejectsTheTunnel) {
  for (const std::string status : {"407 Proxy Authentication Required", "403 Forbidden", "502 Bad Gateway"}) {
    Server proxy({"HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n"});
    auto request = get("https://sts.example/x");
    request.headers = {{"Authorization", "AWS4 secret"}};
    request.proxy = "http://ada:secret@" + proxy.url("").substr(7);
    const auto response = make_transport({})->send(request);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().reason, Reason::proxy) << response.error().detail;
    EXPECT_FALSE(response.error().sent);
    EXPECT_NE(response.error().detail.find(status.substr(0, 3)), std::string::npos)
        << response.error().detail;
    EXPECT_EQ(proxy.requests()[0].find("AWS4"), std::string::npos);
  }
}

TEST(Transport, ReportsAProxyThatClosesTheTunnel) {
  Server proxy({""});
  auto request = get("https://sts.example/x");
  request.proxy = proxy.url("");
  const auto response = make_transport({})->send(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().reason, Reason::proxy) << response.error().detail;
  EXPECT_FALSE(response.error().sent);
}

}  // namespace
}  // namespace latchkey
