// SPDX-License-Identifier: Apache-2.0
#include "platform/http_listener.hpp"

#include <limits>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

namespace latchkey {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::chrono::seconds kSlowest{10};      // for a request's head, and for a reply
constexpr std::chrono::seconds kLongestIdle{60};  // between two requests
constexpr std::chrono::seconds kFarewell{1};      // for the other side to close
constexpr std::chrono::milliseconds kPause{100};
constexpr std::uint32_t kLargestHead = 16U << 10U;
constexpr int kMostConnections = 900;  // below the usual limit of 1024 files

std::string_view view(beast::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace

class HttpListener::Server {
 public:
  error_code open(std::uint16_t port) {
    error_code error;
    const tcp::endpoint here(asio::ip::address_v4::loopback(), port);
    acceptor_.open(here.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(port != 0), error);
    if (!error) acceptor_.bind(here, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (!error) port_ = acceptor_.local_endpoint(error).port();
    return error;
  }

  std::uint16_t port() const { return port_; }

  void serve(const Handler& handler, std::optional<std::chrono::milliseconds> most) {
    handler_ = handler;
    accept();
    if (most) {
      context_.run_for(*most);
    } else {
      context_.run();
    }
  }

  void stop() { context_.stop(); }

 private:
  /// Alive while something is under way on it.
  struct Connection : std::enable_shared_from_this<Connection> {
    Connection(Server& server, tcp::socket socket) : server_(server), stream_(std::move(socket)) {
      ++server_.connections_;
    }
    ~Connection() { --server_.connections_; }

    void read(std::chrono::seconds patience) {
      parser_.emplace();
      parser_->header_limit(kLargestHead);
      parser_->body_limit(std::numeric_limits<std::uint64_t>::max());  // none is read
      stream_.expires_after(patience);
      http::async_read_header(stream_, buffer_, *parser_,
                              [self = shared_from_this()](error_code error, std::size_t) {
                                if (!error) self->answer();
                              });
    }

    void answer() {
      const auto& request = parser_->get();
      answer_ =
          server_.handler_({view(request.method_string()), view(request.target()),
                            view(request[http::field::host]), view(request[http::field::authorization])});
      const bool has_body = request.chunked() || parser_->content_length().value_or(0) > 0;
      answer_.closes = answer_.closes || answer_.ends || has_body || !request.keep_alive();
      reply_ = {http::int_to_status(static_cast<unsigned>(answer_.status)), 11};
      reply_.keep_alive(!answer_.closes);
      reply_.set(http::field::content_type, answer_.content_type);
      reply_.set(http::field::cache_control, "no-store");
      if (answer_.body) reply_.body() = {answer_.body->data(), answer_.body->size()};
      reply_.prepare_payload();
      stream_.expires_after(kSlowest);
      http::async_write(stream_, reply_,
                        [self = shared_from_this()](error_code error, std::size_t) { self->after(error); });
    }

    void after(error_code error) {
      if (answer_.ends) server_.stop();
      answer_.body.reset();
      if (error) return;
      if (!answer_.closes) return read(kLongestIdle);
      stream_.socket().shutdown(tcp::socket::shutdown_send, error);
      stream_.expires_after(kFarewell);
      drain(kLargestHead);
    }

    /// What is still on its way here would make the system take the reply back.
    void drain(std::size_t most) {
      buffer_.clear();
      stream_.async_read_some(buffer_.prepare(kLargestHead),
                              [self = shared_from_this(), most](error_code error, std::size_t got) {
                                if (!error && got < most) self->drain(most - got);
                              });
    }

    Server& server_;
    beast::tcp_stream stream_;
    beast::flat_buffer buffer_;
    std::optional<http::request_parser<http::buffer_body>> parser_;
    LocalReply answer_;
    http::response<http::span_body<const char>> reply_;
  };

  void accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      if (error) return accept_later();
      if (connections_ < kMostConnections) {
        socket.set_option(tcp::no_delay(true), error);
        std::make_shared<Connection>(*this, std::move(socket))->read(kSlowest);
      }
      accept();
    });
  }

  /// With every file that a process may open in use, the next try would fail at once, and again.
  void accept_later() {
    pause_.expires_after(kPause);
    pause_.async_wait([this](error_code error) {
      if (!error) accept();
    });
  }

  int connections_ = 0;  // outlives the connections that `context_` still holds in the end
  asio::io_context context_{1};
  tcp::acceptor acceptor_{context_};
  asio::steady_timer pause_{context_};
  std::uint16_t port_ = 0;
  Handler handler_;
};

HttpListener::HttpListener(std::unique_ptr<Server> server) : server_(std::move(server)) {}
HttpListener::HttpListener(HttpListener&&) noexcept = default;
HttpListener& HttpListener::operator=(HttpListener&&) noexcept = default;
HttpListener::~HttpListener() = default;

Result<HttpListener> HttpListener::open(std::uint16_t port) {
  auto server = std::make_unique<Server>();
  if (const auto error = server->open(port)) {
    return fail(ErrorKind::io,
                "cannot listen on 127.0.0.1" + (port == 0 ? "" : " port " + std::to_string(port)) + ": " +
                    error.message(),
                port == 0 ? "check the limits on open files and ports" : "choose another port");
  }
  return HttpListener(std::move(server));
}

std::uint16_t HttpListener::port() const {
  return server_->port();
}

std::string HttpListener::authority() const {
  return "127.0.0.1:" + std::to_string(port());
}

void HttpListener::serve(const Handler& handler, std::optional<std::chrono::milliseconds> most) {
  server_->serve(handler, most);
}

void HttpListener::stop() {
  server_->stop();
}

}  // namespace latchkey
