// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <string>
#include <string_view>

#include "platform/system/windows/handle.hpp"

namespace latchkey::windows {

/// The console itself, whatever the standard streams are. False: this process has none.
class Console {
 public:
  Console();
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;
  ~Console();

  explicit operator bool() const { return input_ && output_; }

  /// From now on keys come one by one and are not shown, and Ctrl-C is still Ctrl-C: it ends the process,
  /// after the console has been put back. False: it cannot be done.
  bool hide();
  /// Puts the console back. False: there was nothing to put back.
  bool restore();

  /// False: the console is gone.
  bool write(std::string_view utf8) const;
  /// Columns of a line; 0: unknown.
  std::size_t columns() const;

  enum class Key { none, text, enter, backspace, clear, end, gone };
  /// The next key, or `none` where none came within `milliseconds`. `text`: what it typed.
  Key read(DWORD milliseconds, std::wstring& text) const;

 private:
  static BOOL WINAPI on_event(DWORD event);

  Handle input_, output_;
  DWORD output_before_ = 0;

  // What a handler, which runs in a thread of its own, puts back. One console and so one question at a time.
  static std::atomic<HANDLE> hidden_input;
  static std::atomic<DWORD> input_before;
  static std::atomic<HANDLE> shown_on;
};

}  // namespace latchkey::windows
