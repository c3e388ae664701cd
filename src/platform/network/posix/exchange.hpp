// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>

#include "platform/network/http_text.hpp"
#include "platform/network/posix/curl.hpp"
#include "platform/network/transport.hpp"

namespace latchkey::posix {

/// One request and its response over a libcurl handle.
class Exchange {
 public:
  Exchange(const Curl& curl, CURL* handle, const HttpRequest& request, const OnWait& on_wait,
           const std::atomic<bool>& cancelled)
      : curl_(curl), handle_(handle), request_(request), on_wait_(on_wait), cancelled_(cancelled) {}
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  ~Exchange();

  tl::expected<HttpResponse, TransportFailure> run();

 private:
  using Reason = TransportFailure::Reason;
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t kBodyLimit = 1U << 20U;

  // Callbacks of libcurl.
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
  static int on_progress(void* self, curl_off_t, curl_off_t received, curl_off_t, curl_off_t uploaded);
  static int on_start(void* self, char*, char*, int, int);

  bool set_header();
  bool add_header(const SecretText& line);
  void set_method();
  void set_network();
  void set_callbacks();
  bool set_authorities(std::string& why_not);

  template <typename Value>
  CURLcode set(CURLoption option, Value value) {
    static_assert(
        std::is_same_v<Value, long> || std::is_same_v<Value, curl_off_t> || std::is_pointer_v<Value>,
        "libcurl takes long, curl_off_t or a pointer");
    return curl_.easy_setopt(handle_, option, value);
  }

  CURLcode perform();
  tl::unexpected<TransportFailure> fail(Reason reason, std::string detail) const;
  tl::unexpected<TransportFailure> failure_of(CURLcode code) const;
  Reason reason_of(CURLcode code) const;

  const Curl& curl_;
  CURL* const handle_;
  const HttpRequest& request_;
  const OnWait& on_wait_;
  const std::atomic<bool>& cancelled_;

  curl_slist* lines_ = nullptr;
  std::array<char, CURL_ERROR_SIZE> words_{};
  http::HeaderCollector headers_;
  HttpResponse response_;
  Clock::time_point began_, last_sign_;
  curl_off_t moved_ = 0;  // bytes of both bodies so far
  bool sent_ = false;     // set when libcurl begins to write the request
  bool tells_start_ = true;
  bool told_ = false, silent_ = false, late_ = false, too_large_ = false;
};

}  // namespace latchkey::posix
