// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <string>

#include "platform/network/http_text.hpp"
#include "platform/network/transport.hpp"
#include "platform/network/windows/authorities.hpp"
#include "platform/network/windows/winhttp.hpp"

namespace latchkey::windows {

/// The part of a proxy's URL that WinHTTP takes, "host:port".
std::string proxy_address(const HttpRequest& request);

/// A session, which keeps connections for several requests, with the proxy of this request. False: it cannot
/// be created.
HttpHandle open_session(const WinHttp& library, const HttpRequest& request);

/// One request and its response by WinHTTP.
class Exchange {
 public:
  Exchange(const WinHttp& library, HINTERNET session, const HttpRequest& request)
      : library_(library), session_(session), request_(request) {}
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  ~Exchange() { handle_.close(); }  // before the members that its callback uses

  tl::expected<HttpResponse, TransportFailure> run();

  /// From any thread: from now on nothing is sent. Returns whether something may have been sent.
  bool abandon() {
    const std::lock_guard lock(sending_);
    abandoned_ = true;
    return sent_;
  }

 private:
  using Reason = TransportFailure::Reason;
  static constexpr std::size_t kBodyLimit = 1U << 20U;

  struct Address {
    bool encrypted = false;
    std::string host, path;
    unsigned short port = 0;
  };
  static Address address_of(const std::string& url);

  bool open(const Address& address);
  void set_options(bool encrypted);
  bool set_header();
  bool add_header(const SecretText& line);
  bool send();
  bool receive();
  bool read_header();
  bool read_body();
  bool is_abandoned() {
    const std::lock_guard lock(sending_);
    return abandoned_;
  }
  bool is_whole() const;

  static void CALLBACK on_status(HINTERNET handle, DWORD_PTR self, DWORD status, LPVOID, DWORD);
  void before_sending(HINTERNET handle);

  tl::unexpected<TransportFailure> fail(Reason reason, std::string detail) const;
  tl::unexpected<TransportFailure> failure_of(DWORD code) const;
  Reason reason_of(DWORD code) const;

  const WinHttp& library_;
  const HINTERNET session_;
  const HttpRequest& request_;
  Authorities authorities_;
  HttpHandle connection_, handle_;
  http::HeaderCollector headers_;
  HttpResponse response_;
  std::string host_;
  std::mutex sending_;  // for the next two
  bool sent_ = false;   // set when WinHTTP begins to write the request
  bool abandoned_ = false;
  bool too_large_ = false, untrusted_ = false, again_ = false;
};

}  // namespace latchkey::windows
