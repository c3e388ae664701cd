// SPDX-License-Identifier: Apache-2.0
#include "platform/network/transport.hpp"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include "platform/network/windows/exchange.hpp"
#include "platform/system/deadline.hpp"
#include "platform/system/windows/detached_thread.hpp"

namespace latchkey {
namespace {

using Outcome = tl::expected<HttpResponse, TransportFailure>;
using Session = std::shared_ptr<windows::HttpHandle>;

/// A request in a separate thread. The caller may abandon it, because WinHTTP cannot be stopped at once
/// during a name lookup or while it waits for a response. The thread owns all its data.
class Sending {
 public:
  Sending(const windows::WinHttp& library, Session session, const HttpRequest& request)
      : request_(request), session_(std::move(session)), exchange_(library, session_->get(), request_) {}
  Sending(const Sending&) = delete;
  Sending& operator=(const Sending&) = delete;

  static std::shared_ptr<Sending> start(const windows::WinHttp& library, Session session,
                                        const HttpRequest& request) {
    auto sending = std::make_shared<Sending>(library, std::move(session), request);
    const bool started = windows::start_detached([sending] { sending->finish(sending->exchange_.run()); });
    if (!started)
      sending->finish(tl::unexpected(
          TransportFailure{TransportFailure::Reason::broken, "the system cannot create a thread", false}));
    return sending;
  }

  /// Whether it is over, or cancelled, before `time` has passed.
  bool ends_within(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, time, [this] { return outcome_ || cancelled_; });
  }

  Outcome outcome(Deadline deadline) {
    std::unique_lock lock(mutex_);
    const bool is_over = changed_.wait_for(lock, deadline.left(), [this] { return outcome_ || cancelled_; });
    if (outcome_) return *std::exchange(outcome_, std::nullopt);
    using Reason = TransportFailure::Reason;
    if (is_over)
      return tl::unexpected(TransportFailure{Reason::unavailable, "cancelled", exchange_.abandon()});
    return tl::unexpected(TransportFailure{Reason::timeout, http::too_slow_text(exchange_limit(request_)),
                                           exchange_.abandon()});
  }

  void cancel() {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
    changed_.notify_all();
  }

 private:
  void finish(Outcome outcome) {
    const std::lock_guard lock(mutex_);
    outcome_ = std::move(outcome);
    changed_.notify_all();
  }

  HttpRequest request_;
  Session session_;
  windows::Exchange exchange_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Outcome> outcome_;
  bool cancelled_ = false;
};

class WinHttpTransport final : public Transport {
 public:
  explicit WinHttpTransport(OnWait on_wait) : on_wait_(std::move(on_wait)) {}

  Outcome send(const HttpRequest& request) override {
    const auto* library = windows::load_winhttp();
    if (library == nullptr)
      return tl::unexpected(
          TransportFailure{TransportFailure::Reason::unavailable, "winhttp.dll is not there", false});
    const Deadline deadline(exchange_limit(request));
    const auto sending = begin(*library, request);
    if (!sending)
      return tl::unexpected(TransportFailure{TransportFailure::Reason::unavailable, "cancelled", false});
    if (!sending->ends_within(std::min<std::chrono::milliseconds>(kReportAfter, deadline.left())) &&
        on_wait_ && !request.is_probe)
      on_wait_(http::host_of(request.url), exchange_limit(request));
    auto outcome = sending->outcome(deadline);
    const std::lock_guard lock(mutex_);
    under_way_.erase(sending);
    return outcome;
  }

  void cancel() override {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
    for (const auto& sending : under_way_) sending->cancel();
  }

 private:
  static constexpr std::chrono::milliseconds kReportAfter{1000};

  /// nullptr: cancelled before it started.
  std::shared_ptr<Sending> begin(const windows::WinHttp& library, const HttpRequest& request) {
    const std::lock_guard lock(mutex_);
    if (cancelled_) return nullptr;
    return *under_way_.insert(Sending::start(library, session_for(library, request), request)).first;
  }

  Session session_for(const windows::WinHttp& library, const HttpRequest& request) {
    const auto open = [&] {
      return std::make_shared<windows::HttpHandle>(windows::open_session(library, request));
    };
    if (request.ca_bundle)
      return open();  // sessions with other authorities than the system's are never shared
    auto& session = sessions_[windows::proxy_address(request)];
    if (!session || !*session) session = open();
    return session;
  }

  OnWait on_wait_;
  std::mutex mutex_;                         // for the members below
  std::map<std::string, Session> sessions_;  // by proxy
  std::set<std::shared_ptr<Sending>> under_way_;
  bool cancelled_ = false;
};

}  // namespace

std::unique_ptr<Transport> make_transport(OnWait on_wait) {
  return std::make_unique<WinHttpTransport>(std::move(on_wait));
}

std::string http_library() {
  return "WinHTTP of Windows";
}

}  // namespace latchkey
