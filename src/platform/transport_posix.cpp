// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <mutex>
#include <utility>

#include "platform/exchange_posix.hpp"
#include "platform/transport.hpp"

namespace latchkey {
namespace {

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(std::function<void(const std::string&)> on_wait) : on_wait_(std::move(on_wait)) {}
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;
  ~CurlTransport() override {
    if (handle_ != nullptr) curl_->easy_cleanup(handle_);
  }

  tl::expected<HttpResponse, TransportFailure> send(const HttpRequest& request) override {
    const std::lock_guard lock(mutex_);
    if (cancelled_)
      return tl::unexpected(TransportFailure{TransportFailure::Cause::unavailable, "cancelled"});
    if (handle_ == nullptr) {
      curl_ = posix::load_curl();
      handle_ = curl_ != nullptr ? curl_->easy_init() : nullptr;
    }
    if (handle_ == nullptr) {
      return tl::unexpected(
          TransportFailure{TransportFailure::Cause::unavailable, posix::curl_missing_text(), false});
    }
    return posix::Exchange(*curl_, handle_, request, on_wait_, cancelled_).run();
  }

  void cancel() override { cancelled_ = true; }

 private:
  std::function<void(const std::string&)> on_wait_;
  std::mutex mutex_;
  std::atomic<bool> cancelled_ = false;
  const posix::Curl* curl_ = nullptr;
  CURL* handle_ = nullptr;  // kept from request to request, and with it the connection
};

}  // namespace

std::unique_ptr<Transport> make_transport(std::function<void(const std::string& host)> on_wait) {
  return std::make_unique<CurlTransport>(std::move(on_wait));
}

}  // namespace latchkey
