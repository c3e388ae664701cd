// SPDX-License-Identifier: Apache-2.0
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "platform/exchange_windows.hpp"
#include "platform/transport.hpp"

namespace latchkey {
namespace {

/// Says, once, that a request takes longer than a second, unless it is gone by then.
class WaitNotice {
 public:
  WaitNotice(const std::function<void(const std::string&)>& tell, const HttpRequest& request) {
    if (!tell || request.is_probe) return;
    thread_ = std::thread([this, &tell, host = http::host_of(request.url)] {
      std::unique_lock lock(mutex_);
      if (!changed_.wait_for(lock, std::chrono::seconds(1), [this] { return over_; })) tell(host);
    });
  }
  WaitNotice(const WaitNotice&) = delete;
  WaitNotice& operator=(const WaitNotice&) = delete;
  ~WaitNotice() {
    {
      const std::lock_guard lock(mutex_);
      over_ = true;
    }
    changed_.notify_one();
    if (thread_.joinable()) thread_.join();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool over_ = false;
  std::thread thread_;
};

class WinHttpTransport final : public Transport {
 public:
  explicit WinHttpTransport(std::function<void(const std::string&)> on_wait) : on_wait_(std::move(on_wait)) {}

  tl::expected<HttpResponse, TransportFailure> send(const HttpRequest& request) override {
    const std::lock_guard lock(mutex_);
    const auto* library = windows::load_winhttp();
    if (library == nullptr)
      return tl::unexpected(
          TransportFailure{TransportFailure::Cause::unavailable, "winhttp.dll is not there", false});
    const WaitNotice notice(on_wait_, request);
    // What trusts other authorities than the system does is never shared.
    if (request.ca_bundle) {
      const auto session = windows::open_session(*library, request);
      return windows::Exchange(*library, session.get(), request).run();
    }
    auto& session = sessions_[windows::proxy_address(request)];
    if (!session) session = windows::open_session(*library, request);
    return windows::Exchange(*library, session.get(), request).run();
  }

 private:
  std::function<void(const std::string&)> on_wait_;
  std::mutex mutex_;
  std::map<std::string, windows::HttpHandle> sessions_;  // by proxy
};

}  // namespace

std::unique_ptr<Transport> make_transport(std::function<void(const std::string& host)> on_wait) {
  return std::make_unique<WinHttpTransport>(std::move(on_wait));
}

}  // namespace latchkey
