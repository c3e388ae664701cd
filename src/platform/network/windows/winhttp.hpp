// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include <windows.h>
// Must follow windows.h.
#include <winhttp.h>

namespace latchkey::windows {

/// The functions of winhttp.dll, which is loaded at the first request.
struct WinHttp {
  decltype(&WinHttpOpen) open = nullptr;
  decltype(&WinHttpConnect) connect = nullptr;
  decltype(&WinHttpOpenRequest) open_request = nullptr;
  decltype(&WinHttpSetOption) set_option = nullptr;
  decltype(&WinHttpQueryOption) query_option = nullptr;
  decltype(&WinHttpSetTimeouts) set_timeouts = nullptr;
  decltype(&WinHttpSetStatusCallback) set_status_callback = nullptr;
  decltype(&WinHttpAddRequestHeaders) add_request_headers = nullptr;
  decltype(&WinHttpSendRequest) send_request = nullptr;
  decltype(&WinHttpReceiveResponse) receive_response = nullptr;
  decltype(&WinHttpQueryHeaders) query_headers = nullptr;
  decltype(&WinHttpReadData) read_data = nullptr;
  decltype(&WinHttpCloseHandle) close_handle = nullptr;
};

/// nullptr: it is missing.
const WinHttp* load_winhttp();

/// A handle of WinHTTP.
class HttpHandle {
 public:
  HttpHandle() = default;
  HttpHandle(const WinHttp& library, HINTERNET handle) : library_(&library), handle_(handle) {}
  HttpHandle(HttpHandle&& other) noexcept
      : library_(other.library_), handle_(std::exchange(other.handle_, nullptr)) {}
  HttpHandle& operator=(HttpHandle&& other) noexcept {
    std::swap(library_, other.library_);
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~HttpHandle() { close(); }

  explicit operator bool() const { return handle_ != nullptr; }
  HINTERNET get() const { return handle_; }
  void close() {
    if (handle_ != nullptr) library_->close_handle(std::exchange(handle_, nullptr));
  }

 private:
  const WinHttp* library_ = nullptr;
  HINTERNET handle_ = nullptr;
};

}  // namespace latchkey::windows
