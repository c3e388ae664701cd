// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "platform/network/transport.hpp"
#include "unit/support/http_server.hpp"

namespace latchkey {
namespace {

using namespace std::chrono_literals;
using Reason = TransportFailure::Reason;

/// The TLS server that scripts/wine runs next to the tests: "PORT" and the folder of its certificates.
struct TlsServer {
  const char* port = std::getenv("LATCHKEY_TLS_PORT");
  const char* folder = std::getenv("LATCHKEY_TLS_FOLDER");

  bool runs() const { return port != nullptr && folder != nullptr; }
  std::string file(const std::string& name) const { return std::string(folder) + "/" + name; }
  HttpRequest request(const std::string& host) const {
    HttpRequest request;
    request.connect_timeout = request.read_timeout = 20s;
    request.method = "GET";
    request.url = "https://" + host + ':' + port + "/reply";
    return request;
  }
};

TEST(TransportOfWindows, TrustsOnlySystemOrConfiguredAuthorities) {
  const TlsServer server;
  if (!server.runs()) {
    std::cout << "not run: TLS of a stranger (needs the server of scripts/wine)" << std::endl;
    return;
  }
  const auto transport = make_transport({});
  auto request = server.request("localhost");
  const auto refused = [&] {
    const auto response = transport->send(request);
    return !response && response.error().reason == Reason::tls && !response.error().sent;
  };
  EXPECT_TRUE(refused());
  request.ca_bundle = server.file("authority.pem");
  const auto by_file = transport->send(request);
  ASSERT_TRUE(by_file) << by_file.error().detail;
  EXPECT_EQ(by_file->status, 200);
  request.ca_bundle = server.file("authorities");
  const auto by_folder = transport->send(request);
  EXPECT_TRUE(by_folder) << by_folder.error().detail;
  request.ca_bundle = server.file("other.pem");
  EXPECT_TRUE(refused()) << "another authority";
  request.ca_bundle = server.file("key.pem");
  EXPECT_TRUE(refused()) << "a file without a certificate";
  request.ca_bundle.reset();
  EXPECT_TRUE(refused()) << "the kept connection was trusted for another reason";
}

TEST(TransportOfWindows, RejectsTheCertificateOfAnotherHost) {
  const TlsServer server;
  if (!server.runs()) {
    std::cout << "not run: TLS of another host (needs the server of scripts/wine)" << std::endl;
    return;
  }
  auto request = server.request("127.0.0.1");
  request.ca_bundle = server.file("authority.pem");
  const auto response = make_transport({})->send(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().reason, Reason::tls);
  EXPECT_FALSE(response.error().sent);
}

/// The lines of a request's head, sorted; the library determines their order, and whether a blank follows an
/// empty field.
std::vector<std::string> lines_of(std::string request) {
  request.resize(request.find("\r\n\r\n") + 2);
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < request.size(); at = request.find("\r\n", at) + 2) {
    auto line = request.substr(at, request.find("\r\n", at) - at);
    while (line.back() == ' ') line.pop_back();
    lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

TEST(TransportOfWindows, SendsTheHeadersOfRequestAndConnection) {
  test::HttpServer server({test::kOk, test::kOk});
  const auto transport = make_transport({});
  HttpRequest request;
  request.url = server.url("/a/../b?c=d%20e");
  request.body = std::string("Action=x\0y", 10);
  request.headers = {{"User-Agent", "test"}, {"X-Empty", ""}, {"Authorization", "AWS4"}};
  ASSERT_TRUE(transport->send(request));
  const auto host = "Host: " + server.url("").substr(7);
  EXPECT_EQ(
      lines_of(server.requests()[0]),
      (std::vector<std::string>{"Authorization: AWS4", "Connection: Keep-Alive", "Content-Length: 10", host,
                                "POST /a/../b?c=d%20e HTTP/1.1", "User-Agent: test", "X-Empty:"}));
  const auto sent = server.requests()[0];
  EXPECT_EQ(sent.substr(sent.find("\r\n\r\n") + 4), request.body);
  request.headers = {
      {"Accept", "*/*"}, {"Content-Type", "text/x"}, {"Host", "wrong"}, {"content-length", "1"}};
  request.method = "PUT";
  request.body.clear();
  ASSERT_TRUE(transport->send(request));
  EXPECT_EQ(lines_of(server.requests()[1]),
            (std::vector<std::string>{"Accept: */*", "Connection: Keep-Alive", "Content-Length: 0",
                                      "Content-Type: text/x", host, "PUT /a/../b?c=d%20e HTTP/1.1"}));
}

}  // namespace
}  // namespace latchkey
