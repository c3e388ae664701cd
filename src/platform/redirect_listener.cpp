// SPDX-License-Identifier: Apache-2.0
#include "platform/redirect_listener.hpp"

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

constexpr std::chrono::seconds kSlowest{10};
constexpr std::chrono::milliseconds kPause{100};
constexpr std::uint32_t kLargestHead = 16U << 10U;

}  // namespace

class RedirectListener::Server {
 public:
  struct Wish {
    std::string path, page;
    std::function<bool(const std::string&)> takes;
  };

  error_code open() {
    error_code error;
    const tcp::endpoint here(asio::ip::address_v4::loopback(), 0);
    acceptor_.open(here.protocol(), error);
    if (!error) acceptor_.bind(here, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (!error) port_ = acceptor_.local_endpoint(error).port();
    return error;
  }

  std::uint16_t port() const { return port_; }

  std::optional<std::string> wait(Wish wish, std::chrono::milliseconds most) {
    wish_ = std::move(wish);
    accept();
    context_.run_for(most);
    return found_;
  }

 private:
  /// One browser connection, alive while something is under way on it.
  struct Connection : std::enable_shared_from_this<Connection> {
    Connection(Server& server, tcp::socket socket) : server_(server), stream_(std::move(socket)) {
      parser_.header_limit(kLargestHead);
      parser_.body_limit(0);
    }

    void read() {
      stream_.expires_after(kSlowest);
      http::async_read_header(stream_, buffer_, parser_,
                              [self = shared_from_this()](error_code error, std::size_t) {
                                if (!error) self->answer();
                              });
    }

    void answer() {
      const auto& request = parser_.get();
      const std::string target(request.target());
      const auto mark = std::min(target.find('?'), target.size());
      const std::string query = target.substr(std::min(mark + 1, target.size()));
      const auto host = request[http::field::host];
      reply_.version(11);
      reply_.keep_alive(false);
      reply_.set(http::field::content_type, "text/html; charset=utf-8");
      reply_.set(http::field::cache_control, "no-store");
      // A page of somebody else's that calls itself another name for this address has another Host.
      if (host != server_.authority() || request.method() != http::verb::get ||
          target.substr(0, mark) != server_.wish_.path) {
        reply_.result(http::status::not_found);
      } else if (!server_.wish_.takes(query)) {
        reply_.result(http::status::bad_request);
      } else {
        reply_.result(http::status::ok);
        reply_.body() = server_.wish_.page;
        found_ = query;
      }
      reply_.prepare_payload();
      http::async_write(stream_, reply_, [self = shared_from_this()](error_code, std::size_t) {
        error_code ignored;
        self->stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
        if (!self->found_) return;
        self->server_.found_ = self->found_;
        self->server_.context_.stop();
      });
    }

    Server& server_;
    beast::tcp_stream stream_;
    beast::flat_buffer buffer_;
    http::request_parser<http::empty_body> parser_;
    http::response<http::string_body> reply_;
    std::optional<std::string> found_;
  };

  std::string authority() const { return "127.0.0.1:" + std::to_string(port_); }

  void accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      if (error) return accept_later();
      std::make_shared<Connection>(*this, std::move(socket))->read();
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

  asio::io_context context_{1};
  tcp::acceptor acceptor_{context_};
  asio::steady_timer pause_{context_};
  std::uint16_t port_ = 0;
  Wish wish_;
  std::optional<std::string> found_;
};

RedirectListener::RedirectListener(std::unique_ptr<Server> server) : server_(std::move(server)) {}
RedirectListener::RedirectListener(RedirectListener&&) noexcept = default;
RedirectListener& RedirectListener::operator=(RedirectListener&&) noexcept = default;
RedirectListener::~RedirectListener() = default;

Result<RedirectListener> RedirectListener::open() {
  auto server = std::make_unique<Server>();
  if (const auto error = server->open()) {
    return fail(ErrorKind::io, "cannot listen on 127.0.0.1 for the browser: " + error.message(),
                "sign in with --device instead");
  }
  return RedirectListener(std::move(server));
}

std::uint16_t RedirectListener::port() const {
  return server_->port();
}

std::optional<std::string> RedirectListener::wait(const std::string& path,
                                                  const std::function<bool(const std::string&)>& takes,
                                                  const std::string& page, std::chrono::milliseconds most) {
  return server_->wait({path, page, takes}, most);
}

}  // namespace latchkey
