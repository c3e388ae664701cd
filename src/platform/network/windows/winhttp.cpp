// SPDX-License-Identifier: Apache-2.0
#include "platform/network/windows/winhttp.hpp"

#include "platform/system/windows/system_library.hpp"

namespace latchkey::windows {
namespace {

template <typename Function>
bool look_up(const char* name, Function& function) {
  function = system_function<Function>(L"winhttp.dll", name);
  return function != nullptr;
}

bool look_up_all(WinHttp& library) {
  return look_up("WinHttpOpen", library.open) && look_up("WinHttpConnect", library.connect) &&
         look_up("WinHttpOpenRequest", library.open_request) &&
         look_up("WinHttpSetOption", library.set_option) &&
         look_up("WinHttpQueryOption", library.query_option) &&
         look_up("WinHttpSetTimeouts", library.set_timeouts) &&
         look_up("WinHttpSetStatusCallback", library.set_status_callback) &&
         look_up("WinHttpAddRequestHeaders", library.add_request_headers) &&
         look_up("WinHttpSendRequest", library.send_request) &&
         look_up("WinHttpReceiveResponse", library.receive_response) &&
         look_up("WinHttpQueryHeaders", library.query_headers) &&
         look_up("WinHttpReadData", library.read_data) && look_up("WinHttpCloseHandle", library.close_handle);
}

}  // namespace

const WinHttp* load_winhttp() {
  static WinHttp library;
  static const bool complete = look_up_all(library);
  return complete ? &library : nullptr;
}

}  // namespace latchkey::windows
