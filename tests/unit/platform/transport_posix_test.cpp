// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "platform/transport.hpp"

namespace latchkey {
namespace {

using namespace std::chrono_literals;
using Cause = TransportFailure::Cause;

HttpRequest get(const std::string& url) {
  HttpRequest request;
  request.connect_timeout = request.read_timeout = 20s;
  request.method = "GET";
  request.url = url;
  return request;
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

}  // namespace
}  // namespace latchkey
