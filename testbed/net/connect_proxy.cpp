// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string_view>

#include "base/encoding.hpp"
#include "base/hash.hpp"
#include "net/connection.hpp"
#include "net/http_reader.hpp"
#include "net/plain_stream.hpp"

namespace testbed {
namespace {

// The suffixes of all partitions, single and dual stack, and of the SSO start pages.
constexpr std::array<std::string_view, 16> kAwsSuffixes{
    ".amazonaws.com",  ".amazonaws.com.cn",         ".api.aws",        ".api.amazonwebservices.com.cn",
    ".amazonaws.eu",   ".api.amazonwebservices.eu", ".c2s.ic.gov",     ".api.aws.ic.gov",
    ".sc2s.sgov.gov",  ".api.aws.scloud",           ".cloud.adc-e.uk", ".api.cloud-aws.adc-e.uk",
    ".csp.hci.ic.gov", ".api.aws.hci.ic.gov",       ".awsapps.com",    ".on.aws",
};

bool is_aws_host(std::string_view host) {
  for (const auto suffix : kAwsSuffixes) {
    if (host.size() > suffix.size() && host.substr(host.size() - suffix.size()) == suffix) return true;
  }
  return false;
}

HttpResponse refusal(int status, std::string text) {
  HttpResponse out;
  out.status = status;
  out.body = std::move(text) + "\n";
  if (status == 407) out.headers.emplace_back("Proxy-Authenticate", "Basic realm=\"latchkey-testbed\"");
  return out;
}

bool is_logged_in(const HttpRequest& request, const std::optional<std::string>& login) {
  if (!login) return true;
  const std::string sent = header(request, "Proxy-Authorization").value_or("");
  return lower_case(sent.substr(0, 6)) == "basic " && same_secret(sent.substr(6), base64(*login));
}

// The host of the tunnel, or an error reply.
tl::expected<std::string, HttpResponse> judge(const HttpRequest& request,
                                              const std::optional<std::string>& login) {
  if (!is_logged_in(request, login))
    return tl::make_unexpected(refusal(407, "proxy authentication required"));
  if (request.method != "CONNECT") return tl::make_unexpected(refusal(405, "this proxy only knows CONNECT"));
  const auto colon = request.target.rfind(':');
  const std::string host = lower_case(request.target.substr(0, colon));
  if (colon == std::string::npos || request.target.substr(colon) != ":443" || !is_aws_host(host)) {
    return tl::make_unexpected(refusal(403, "this proxy only reaches AWS"));
  }
  return host;
}

}  // namespace

void serve_proxy(int socket, const std::optional<std::string>& login, Testbed& testbed,
                 TlsAuthority& authority) {
  PlainStream stream(socket);
  HttpReader reader(stream);
  for (;;) {
    const auto request = reader.read();
    if (!request) {
      if (reader.error() != 0)
        stream.write(to_wire(refusal(reader.error(), "bad request"), testbed.now(), false));
      return stream.finish();
    }
    const auto host = judge(*request, login);
    // Bytes after the CONNECT would be TLS data that can no longer be passed to OpenSSL.
    if (host && !reader.has_buffered()) {
      if (!stream.write("HTTP/1.1 200 Connection established\r\n\r\n")) return;
      return serve_https(socket, {"proxy", *host}, testbed, authority);
    }
    const bool keep_alive = !host && host.error().status == 407;
    stream.write(
        to_wire(host ? refusal(400, "bytes after CONNECT") : host.error(), testbed.now(), keep_alive));
    if (!keep_alive) return stream.finish();
  }
}

}  // namespace testbed
