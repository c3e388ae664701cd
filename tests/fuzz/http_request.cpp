// SPDX-License-Identifier: Apache-2.0
// Any bytes as a client's data for the endpoints of serve, over a real connection to a listener in a separate
// thread. A client without the token receives no credentials, each connection ends, and the listener
// continues to serve clients with the token.
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "platform/network/http_listener.hpp"
#include "serve/endpoint/metadata_endpoint.hpp"

namespace {

using namespace latchkey;

constexpr TimePoint kNow{std::chrono::seconds{1772323200}};
constexpr const char* kKeyId = "ASIAPLANTEDFUZZ";
constexpr const char* kSecret = "PLANTED/secret+key";
constexpr const char* kSessionToken = "PLANTED/session+token";
constexpr const char* kAuthority = "127.0.0.1:4001";

void need(bool holds) {
  if (!holds) std::abort();
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

int connect_to(const std::string& path) {
  const int client = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(static_cast<char*>(address.sun_path), sizeof address.sun_path - 1);
  need(connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  return client;
}

void send_all(int client, std::string_view text) {
  while (!text.empty()) {
    const auto sent = send(client, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) break;  // it may have disconnected
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
  shutdown(client, SHUT_WR);
}

bool is_readable(int client, int milliseconds) {
  pollfd wait{client, POLLIN, 0};
  return poll(&wait, 1, milliseconds) > 0;
}

/// Waits until `client` is readable, for eight seconds of running time, which is less than the limit for a
/// slow client. A step that takes much longer than requested means that the machine was suspended, and does
/// not count. After a timeout, the listener is faulty only if it serves another client meanwhile; otherwise
/// its thread had no time, or it blocks all clients, which a minute shows.
void need_readable(int client, const std::string& path) {
  using Clock = std::chrono::steady_clock;
  constexpr int kStep = 100;
  constexpr int kSteps = 80;
  for (int counted = 0; counted < kSteps;) {
    const auto began = Clock::now();
    if (is_readable(client, kStep)) return;
    if (Clock::now() - began < std::chrono::milliseconds(3 * kStep)) ++counted;
  }
  const int other = connect_to(path);
  send_all(other, "GET / HTTP/1.1\r\n\r\n");
  const bool answers = is_readable(other, 60 * 10 * kStep);
  close(other);
  need(answers);
  need(is_readable(client, kStep));
}

/// Sends `text`, and returns all data until the peer closes the connection.
std::string exchange(const std::string& path, std::string_view text) {
  const int client = connect_to(path);
  send_all(client, text);
  std::string got;
  std::array<char, 4096> chunk{};
  for (;;) {
    need_readable(client, path);
    const auto count = recv(client, chunk.data(), chunk.size(), 0);
    need(count >= 0 || errno != EINTR);
    if (count <= 0) break;
    got.append(chunk.data(), static_cast<std::size_t>(count));
  }
  close(client);
  return got;
}

/// Both endpoints behind one listener, each at a Unix socket.
class Endpoints {
 public:
  Endpoints() {
    std::string pattern = "/tmp/latchkey-fuzz-XXXXXX";
    need(mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
    store_.put("ops",
               {kKeyId, Secret(kSecret), Secret(kSessionToken), kNow + std::chrono::hours(1), {}, {}, "x"});
    need(listener_.open_socket(container()).has_value() && listener_.open_socket(metadata()).has_value());
    thread_ = std::thread([this] {
      listener_.serve([this](const LocalRequest& request) {
        return (request.listener == 0 ? answer_credentials(request, rules_, store_, kNow)
                                      : answer_metadata(request, metadata_rules_, store_, kNow))
            .reply;
      });
    });
  }
  Endpoints(const Endpoints&) = delete;
  Endpoints& operator=(const Endpoints&) = delete;
  ~Endpoints() {
    listener_.stop();
    thread_.join();
    unlink(container().c_str());
    unlink(metadata().c_str());
    rmdir(folder_.c_str());
  }

  std::string container() const { return folder_ + "/container"; }
  std::string metadata() const { return folder_ + "/metadata"; }

  /// Checks that a client with a token still receives credentials.
  void check() const {
    need(holds(exchange(container(), "GET /role/ops HTTP/1.1\r\nHost: localhost\r\nAuthorization: " +
                                         rules_.token.reveal() + "\r\n\r\n"),
               kSecret));
    const std::string host = std::string("\r\nHost: ") + kAuthority;
    const auto reply = exchange(metadata(), "PUT /latest/api/token HTTP/1.1" + host +
                                                "\r\nX-aws-ec2-metadata-token-ttl-seconds: 60\r\n\r\n");
    const auto token = reply.substr(reply.find("\r\n\r\n") + 4);
    need(holds(exchange(metadata(), "GET /latest/meta-data/iam/security-credentials/ops HTTP/1.1" + host +
                                        "\r\nX-aws-ec2-metadata-token: " + token + "\r\n\r\n"),
               kSecret));
  }

 private:
  std::string folder_;
  CredentialStore store_{{"ops"}};
  EndpointRules rules_{"", new_endpoint_token(), {{"/role/ops", "ops"}}};
  MetadataRules metadata_rules_{kAuthority, new_endpoint_token(), "ops", "eu-west-1"};
  HttpListener listener_;
  std::thread thread_;
};

void need_no_secret(const std::string& reply) {
  need(reply.empty() || reply.rfind("HTTP/1.1 ", 0) == 0);
  for (const auto* secret : {kKeyId, kSecret, kSessionToken}) need(!holds(reply, secret));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Endpoints endpoints;
  static long inputs = 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto container = exchange(endpoints.container(), text);
  need_no_secret(container);
  need(!holds(container, "HTTP/1.1 200"));
  const auto metadata = exchange(endpoints.metadata(), text);
  need_no_secret(metadata);
  // Only a token can be requested without a token.
  if (holds(metadata, "HTTP/1.1 200")) need(holds(metadata, "x-aws-ec2-metadata-token-ttl-seconds: "));
  if (inputs++ % 1000 == 0) endpoints.check();
  return 0;
}
