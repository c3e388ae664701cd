// SPDX-License-Identifier: Apache-2.0
#include "net/connection.hpp"

#include "net/http_reader.hpp"
#include "net/tls_stream.hpp"

namespace testbed {
namespace {

HttpResponse plain_error(int status) {
  HttpResponse out;
  out.status = status;
  out.body = "latchkey-testbed: request refused\n";
  return out;
}

bool wants_close(const HttpRequest& request) {
  const std::string connection = lower_case(header(request, "Connection").value_or(""));
  return request.minor_version == 0 || connection.find("close") != std::string::npos;
}

// In a tunnel to one host, a request for another host would be checked against the wrong name.
bool fits_tunnel(const HttpRequest& request, const Origin& origin) {
  if (!origin.tunnel_host) return true;
  const std::string host = lower_case(header(request, "Host").value_or(""));
  return host == *origin.tunnel_host || host == *origin.tunnel_host + ":443";
}

class Connection {
 public:
  Connection(Stream& stream, const Origin& origin, Testbed& testbed)
      : stream_(stream), origin_(origin), testbed_(testbed), reader_(stream) {}

  void run() {
    while (serve_one()) {
    }
  }

 private:
  // false: the connection has ended.
  bool serve_one() {
    if (!reader_.has_buffered()) {
      if (!stream_.wait_readable()) return stream_.finish(), false;
      if (!(origin_.via == "http" && stream_.next_is_control()) && testbed_.drops_before_read()) {
        count();
        return false;
      }
    }
    const auto request = reader_.read();
    if (!request) {
      if (reader_.error() != 0) stream_.write(to_wire(plain_error(reader_.error()), testbed_.now(), false));
      return stream_.finish(), false;
    }
    if (origin_.via != "http" || !is_control(*request)) count();
    return reply(*request);
  }

  bool reply(const HttpRequest& request) {
    const bool keep_alive = !wants_close(request);
    const auto answer = fits_tunnel(request, origin_) ? testbed_.answer(request, origin_.via)
                                                      : Testbed::Reply{plain_error(421), {}};
    if (answer.drop == Drop::before_reply) return false;
    const std::string wire = to_wire(answer.response, testbed_.now(), keep_alive, request.method == "HEAD");
    if (answer.drop == Drop::half_reply)
      return stream_.write(std::string_view(wire).substr(0, wire.size() / 2)), false;
    if (!stream_.write(wire)) return false;
    if (!keep_alive) stream_.finish();
    return keep_alive;
  }

  // Connections that only use /control are not counted.
  void count() {
    if (!counted_) testbed_.count_connection();
    counted_ = true;
  }

  Stream& stream_;
  const Origin& origin_;
  Testbed& testbed_;
  HttpReader reader_;
  bool counted_ = false;
};

}  // namespace

void serve_http(Stream& stream, const Origin& origin, Testbed& testbed) {
  Connection(stream, origin, testbed).run();
}

void serve_https(int socket, const Origin& origin, Testbed& testbed, TlsAuthority& authority) {
  auto session = authority.accept(socket, origin.tunnel_host.value_or("localhost"));
  if (!session) return;
  TlsStream stream(std::move(session));
  serve_http(stream, origin, testbed);
}

}  // namespace testbed
