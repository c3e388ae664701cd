// SPDX-License-Identifier: Apache-2.0
#include "platform/network/transport.hpp"

#include <atomic>
#include <mutex>
#include <utility>
#include <vector>

#include "platform/network/posix/exchange.hpp"

namespace latchkey {
namespace {

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(OnWait on_wait) : on_wait_(std::move(on_wait)) {}
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;
  ~CurlTransport() override {
    for (CURL* handle : idle_) curl_->easy_cleanup(handle);
  }

  tl::expected<HttpResponse, TransportFailure> send(const HttpRequest& request) override {
    if (cancelled_)
      return tl::unexpected(TransportFailure{TransportFailure::Reason::unavailable, "cancelled"});
    CURL* const handle = take_handle();
    if (handle == nullptr) {
      return tl::unexpected(
          TransportFailure{TransportFailure::Reason::unavailable, posix::curl_missing_text(), false});
    }
    auto outcome = posix::Exchange(*curl_, handle, request, on_wait_, cancelled_).run();
    put_back(handle);
    return outcome;
  }

  void cancel() override { cancelled_ = true; }

 private:
  static constexpr std::size_t kMostIdle = 4;

  CURL* take_handle() {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      CURL* const handle = idle_.back();
      idle_.pop_back();
      return handle;
    }
    if (curl_ == nullptr) curl_ = posix::load_curl();
    return curl_ != nullptr ? curl_->easy_init() : nullptr;
  }

  void put_back(CURL* handle) {
    const std::lock_guard lock(mutex_);
    if (idle_.size() < kMostIdle) {
      idle_.push_back(handle);
    } else {
      curl_->easy_cleanup(handle);
    }
  }

  OnWait on_wait_;
  std::atomic<bool> cancelled_ = false;
  std::mutex mutex_;
  const posix::Curl* curl_ = nullptr;
  std::vector<CURL*> idle_;  // kept with their connections for later requests, the last used at the end
};

}  // namespace

std::unique_ptr<Transport> make_transport(OnWait on_wait) {
  return std::make_unique<CurlTransport>(std::move(on_wait));
}

}  // namespace latchkey
