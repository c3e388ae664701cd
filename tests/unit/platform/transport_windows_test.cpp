// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <iostream>
#include <string>

#include <gtest/gtest.h>

#include "platform/transport.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey {
namespace {

using namespace std::chrono_literals;
using Cause = TransportFailure::Cause;

/// What scripts/wine says of the TLS server that it runs beside the tests: "PORT" and the folder of its certificates.
struct TlsServer {
  const char* port = std::getenv("LATCHKEY_TLS_PORT");
  const char* folder = std::getenv("LATCHKEY_TLS_FOLDER");

  bool runs() const { return port != nullptr && folder != nullptr; }
  std::string file(const std::string& name) const { return std::string(folder) + "/" + name; }
  HttpRequest request(const std::string& host) const {
    HttpRequest request;
    request.connect_timeout = request.read_timeout = 20s;
    request.method = "GET";
    request.url = "https://" + host + ':' + port + "/";
    return request;
  }
};

TEST(TransportOfWindows, TrustsTheMachinesOrTheGivenAuthoritiesOnly) {
  const TlsServer server;
  if (!server.runs()) {
    std::cout << "not run: TLS of a stranger (needs the server of scripts/wine)" << std::endl;
    return;
  }
  const auto transport = make_transport({});
  auto request = server.request("localhost");
  const auto refused = [&] {
    const auto response = transport->send(request);
    return !response && response.error().cause == Cause::tls && !response.error().sent;
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

TEST(TransportOfWindows, RefusesTheCertificateOfAnotherHost) {
  const TlsServer server;
  if (!server.runs()) {
    std::cout << "not run: TLS of another host (needs the server of scripts/wine)" << std::endl;
    return;
  }
  auto request = server.request("127.0.0.1");
  request.ca_bundle = server.file("authority.pem");
  const auto response = make_transport({})->send(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().cause, Cause::tls);
  EXPECT_FALSE(response.error().sent);
}

}  // namespace
}  // namespace latchkey
