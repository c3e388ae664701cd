// SPDX-License-Identifier: Apache-2.0
#include "platform/network/http_listener.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <list>

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/unicast.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include "base/try.hpp"
#include "platform/files/files.hpp"
#include "platform/network/listening_socket.hpp"
#include "platform/network/peer_credentials.hpp"
#include "platform/process/process_end.hpp"

namespace latchkey {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;
using AnyStream = asio::generic::stream_protocol;  // TCP and Unix sockets alike
using Acceptor = asio::basic_socket_acceptor<AnyStream>;

constexpr std::chrono::seconds kSlowest{10};      // for a request's head, and for a reply
constexpr std::chrono::seconds kLongestIdle{60};  // between two requests
constexpr std::chrono::seconds kCloseTimeout{1};  // for the peer to close
constexpr std::chrono::milliseconds kPause{100};
constexpr std::uint32_t kLargestHead = 16U << 10U;
constexpr int kMostConnections = 900;
constexpr int kLeastConnections = 4;
constexpr int kOtherFiles = 124;  // for other files of this process

std::string_view view(beast::string_view text) {
  return {text.data(), text.size()};
}
beast::string_view view(std::string_view text) {
  return {text.data(), text.size()};
}

/// Fields that a request may contain only once, because programs on its way may use different ones.
constexpr std::array kSingleFields = {"Host",
                                      "Authorization",
                                      "Content-Length",
                                      "Transfer-Encoding",
                                      "X-aws-ec2-metadata-token",
                                      "X-aws-ec2-metadata-token-ttl-seconds"};

bool is_ambiguous(const beast::http::request_header<>& request) {
  return std::any_of(kSingleFields.begin(), kSingleFields.end(),
                     [&](const char* name) { return request.count(name) > 1; });
}

bool is_out_of_files(error_code error) {
  return error == asio::error::no_descriptors || error == boost::system::errc::too_many_files_open_in_system;
}

}  // namespace

class HttpListener::Server {
 public:
  ~Server() {
    for (const auto& path : socket_paths_) static_cast<void>(files::remove(path));
  }

  Result<std::uint16_t> open_port(std::uint16_t port, AllowedPeers allowed_peers) {
    error_code error;
    tcp::acceptor acceptor(context_);
    const tcp::endpoint here(asio::ip::address_v4::loopback(), port);
    acceptor.open(here.protocol(), error);
    const auto descriptor = static_cast<NativeSocket>(acceptor.native_handle());
    if (!error) hide_from_programs(descriptor);
    if (!error) error.assign(claim_port(descriptor, port), boost::system::system_category());
    if (!error) acceptor.bind(here, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    const auto opened = error ? port : acceptor.local_endpoint(error).port();
    if (error) {
      return fail(Cause::listen_failed,
                  "cannot listen on 127.0.0.1" + (port == 0 ? "" : " port " + std::to_string(port)) + ": " +
                      error.message(),
                  port == 0 ? "check the limits on open files and ports" : "choose another port");
    }
    listeners_.emplace_back(std::move(acceptor), opened, allowed_peers, listeners_.size());
    return opened;
  }

  Result<void> open_socket(const std::string& path) {
    TRY(const auto opened, listen_at(path));
    socket_paths_.push_back(path);
    Acceptor acceptor(context_);
    acceptor.assign(AnyStream(opened.family, 0),
                    static_cast<Acceptor::native_handle_type>(opened.descriptor));
    listeners_.emplace_back(std::move(acceptor), 0, AllowedPeers::own, listeners_.size());
    return {};
  }

  int serve(const Handler& handler, std::optional<std::chrono::milliseconds> most) {
    handler_ = handler;
    for (auto& listener : listeners_) accept(listener);
    if (most) {
      context_.run_for(*most);
    } else {
      context_.run();
    }
    return signal_;
  }

  void end_by_signals() {
    for (const int signal : end_signals()) {
      error_code ignored;
      signals_.add(signal, ignored);
    }
    signals_.async_wait([this](error_code error, int signal) {
      if (error) return;
      signal_ = signal;
      stop();
    });
    listen_for_end_request();
  }

  void stop() { context_.stop(); }

 private:
  struct Listener {
    Listener(Acceptor opened, std::uint16_t on, AllowedPeers whom, std::size_t which)
        : acceptor(std::move(opened)),
          pause(acceptor.get_executor()),
          port(on),
          allowed_peers(whom),
          number(which) {}

    Acceptor acceptor;
    asio::steady_timer pause;
    std::uint16_t port;  // 0: a Unix socket
    AllowedPeers allowed_peers;
    std::size_t number;
  };

  /// Exists while an operation is pending.
  struct Connection : std::enable_shared_from_this<Connection> {
    Connection(Server& server, const Listener& listener, AnyStream::socket socket)
        : server_(server),
          listener_index_(listener.number),
          by_other_user_(is_other_user(listener, socket)),
          stream_(std::move(socket)) {
      ++server_.connections_;
    }
    ~Connection() { close(); }

    void await_request(std::chrono::seconds patience) {
      parser_.emplace();
      parser_->header_limit(kLargestHead);
      parser_->body_limit(std::numeric_limits<std::uint64_t>::max());  // none is read
      stream_.expires_after(patience);
      set_waiting(true);
      beast::http::async_read_header(stream_, buffer_, *parser_,
                                     [self = shared_from_this()](error_code error, std::size_t) {
                                       if (!self->is_open_) return;
                                       self->set_waiting(false);
                                       if (!error) return self->answer();
                                       if (is_no_request(error)) self->answer_no_request(status_of(error));
                                     });
    }

    /// Frees its slot for another connection at once, although this object exists until pending calls end.
    void close() {
      if (!is_open_) return;
      is_open_ = false;
      set_waiting(false);
      stream_.close();
      --server_.connections_;
    }

   private:
    static bool is_other_user(const Listener& listener, AnyStream::socket& socket) {
      if (listener.allowed_peers == AllowedPeers::anybody) return false;
      if (listener.port == 0) return !is_own_socket_peer(static_cast<NativeSocket>(socket.native_handle()));
      error_code error;
      const auto peer = socket.remote_endpoint(error);
      if (error || peer.size() < sizeof(sockaddr_in)) return true;
      tcp::endpoint from;
      const auto size =
          std::min<std::size_t>(peer.size(), from.capacity());  // wine's has unused space at the end
      from.resize(size);
      std::memcpy(from.data(), peer.data(), size);
      return !is_own_peer(listener.port, from.port());
    }

    static bool is_no_request(error_code error) {
      return error.category() == beast::http::make_error_code(beast::http::error::bad_method).category() &&
             error != beast::http::error::end_of_stream && error != beast::http::error::partial_message;
    }

    /// Connections that wait for a request, or for the peer to close, can be closed when there are too many,
    /// the one that has waited longest first.
    void set_waiting(bool waits) {
      if (waits == waits_) return;
      waits_ = waits;
      if (waits) {
        place_ = server_.waiting_.insert(server_.waiting_.end(), this);
      } else {
        server_.waiting_.erase(place_);
      }
    }

    void answer() {
      const auto& request = parser_->get();
      if (is_ambiguous(request)) return answer_no_request(http_status::kBadRequest);
      std::vector<std::string_view> names;
      for (const auto& one : request) names.push_back(view(one.name_string()));
      const auto field = [&request](std::string_view name) { return view(request[view(name)]); };
      answer_ = server_.handler_({view(request.method_string()), view(request.target()),
                                  view(request[beast::http::field::host]),
                                  view(request[beast::http::field::authorization]), listener_index_,
                                  by_other_user_, std::cref(field), std::move(names)});
      const bool has_body = request.chunked() || parser_->content_length().value_or(0) > 0;
      answer_.closes = answer_.closes || answer_.ends || has_body || !request.keep_alive();
      send();
    }

    static int status_of(error_code error) {
      return error == beast::http::error::header_limit ? http_status::kHeadTooLarge
                                                       : http_status::kBadRequest;
    }

    void answer_no_request(int status) {
      answer_ = server_.handler_({{}, {}, {}, {}, listener_index_, by_other_user_});
      answer_.status = status;
      answer_.closes = true;
      send();
    }

    void send() {
      reply_ = {beast::http::int_to_status(static_cast<unsigned>(answer_.status)), 11};
      reply_.keep_alive(!answer_.closes);
      reply_.set(beast::http::field::content_type, answer_.content_type);
      reply_.set(beast::http::field::cache_control, "no-store");
      for (const auto& [name, value] : answer_.fields) reply_.set(name, value);
      if (answer_.body) reply_.body() = {answer_.body->data(), answer_.body->size()};
      reply_.prepare_payload();
      stream_.expires_after(kSlowest);
      beast::http::async_write(stream_, reply_, [self = shared_from_this()](error_code error, std::size_t) {
        self->after(error);
      });
    }

    void after(error_code error) {
      if (answer_.ends) server_.stop();
      answer_.body.reset();
      if (error || !is_open_) return;
      if (!answer_.closes) return await_request(kLongestIdle);
      stream_.socket().shutdown(asio::socket_base::shutdown_send, error);
      stream_.expires_after(kCloseTimeout);
      set_waiting(true);
      drain(kLargestHead);
    }

    /// Unread data would make the system discard the reply.
    void drain(std::size_t most) {
      buffer_.clear();
      stream_.async_read_some(buffer_.prepare(kLargestHead),
                              [self = shared_from_this(), most](error_code error, std::size_t got) {
                                if (!error && got < most) self->drain(most - got);
                              });
    }

    Server& server_;
    std::size_t listener_index_;
    bool by_other_user_;
    bool is_open_ = true;
    bool waits_ = false;
    std::list<Connection*>::iterator place_;
    beast::basic_stream<AnyStream> stream_;
    beast::flat_buffer buffer_;
    std::optional<beast::http::request_parser<beast::http::buffer_body>> parser_;
    LocalReply answer_;
    beast::http::response<beast::http::span_body<const char>> reply_;
  };

  void accept(Listener& listener) {
    listener.acceptor.async_accept([this, &listener](error_code error, AnyStream::socket socket) {
      if (error) return accept_again(listener, error);
      hide_from_programs(static_cast<NativeSocket>(socket.native_handle()));
      if (listener.port != 0) {
        socket.set_option(tcp::no_delay(true), error);
        socket.set_option(asio::ip::unicast::hops(1), error);  // no reply passes a router
      }
      if (connections_ >= most_ && !waiting_.empty()) waiting_.front()->close();
      if (connections_ <= most_)
        std::make_shared<Connection>(*this, listener, std::move(socket))->await_request(kSlowest);
      accept(listener);
    });
  }

  /// If no file can be opened, closes the client that has waited longest, once another one connects: without
  /// a free file, accept() fails even if no client is waiting.
  void accept_again(Listener& listener, error_code why) {
    if (!is_out_of_files(why)) return accept_later(listener);
    listener.acceptor.async_wait(Acceptor::wait_read, [this, &listener](error_code error) {
      if (error || waiting_.empty()) return accept_later(listener);
      waiting_.front()->close();
      accept(listener);
    });
  }

  /// An immediate retry would fail again.
  void accept_later(Listener& listener) {
    listener.pause.expires_after(kPause);
    listener.pause.async_wait([this, &listener](error_code error) {
      if (!error) accept(listener);
    });
  }

  // These outlive the connections that `context_` still holds at the end.
  const int most_ = std::clamp(most_open_files() - kOtherFiles, kLeastConnections, kMostConnections);
  int connections_ = 0;
  std::list<Connection*> waiting_;
  asio::io_context context_{1};
  std::list<Listener> listeners_;
  asio::signal_set signals_{context_};
  std::vector<std::string> socket_paths_;
  Handler handler_;
  int signal_ = 0;
};

HttpListener::HttpListener() = default;
HttpListener::HttpListener(HttpListener&&) noexcept = default;
HttpListener& HttpListener::operator=(HttpListener&&) noexcept = default;
HttpListener::~HttpListener() = default;

/// Asio throws if no file can be opened.
Result<void> HttpListener::begin() {
  try {
    if (!server_) server_ = std::make_unique<Server>();
    return {};
  } catch (const std::exception& error) {
    return fail(Cause::listen_failed, std::string("cannot serve: ") + error.what(),
                "check the limit on open files (ulimit -n)");
  }
}

Result<std::uint16_t> HttpListener::open_port(std::uint16_t port, AllowedPeers allowed_peers) {
  if (allowed_peers == AllowedPeers::own && !can_identify_peers()) {
    return fail(Cause::listen_failed, "this system does not tell whose program connects to a port",
                "it would answer every user of the machine");
  }
  CHECK(begin());
  return server_->open_port(port, allowed_peers);
}

Result<void> HttpListener::open_socket(const std::string& path) {
  CHECK(begin());
  return server_->open_socket(path);
}

int HttpListener::serve(const Handler& handler, std::optional<std::chrono::milliseconds> most) {
  return server_ ? server_->serve(handler, most) : 0;
}

void HttpListener::end_by_signals() {
  if (server_) server_->end_by_signals();
}

void HttpListener::stop() {
  if (server_) server_->stop();
}

std::string loopback_authority(std::uint16_t port) {
  return "127.0.0.1:" + std::to_string(port);
}

}  // namespace latchkey
