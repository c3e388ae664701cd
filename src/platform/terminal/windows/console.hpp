// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <string>
#include <string_view>

#include "platform/system/windows/handle.hpp"

namespace latchkey::windows {

/// The console, regardless of the standard streams. False: this process has none.
class Console {
 public:
  Console();
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;
  ~Console();

  explicit operator bool() const { return input_ && output_; }

  /// From now on keys are read one by one without echo. Ctrl-C still ends the process, after the console has
  /// been restored. False: failure.
  bool hide();
  /// Restores the console. False: there was nothing to restore.
  bool restore();

  /// False: the console is closed.
  bool write(std::string_view utf8) const;
  /// The number of columns; 0: unknown.
  std::size_t columns() const;

  enum class Key { none, text, enter, backspace, clear, end, gone };
  /// The next key, or `none` if no key was pressed within `milliseconds`. `text`: its text.
  Key read(DWORD milliseconds, std::wstring& text) const;

 private:
  static BOOL WINAPI on_event(DWORD event);

  Handle input_, output_;
  DWORD output_before_ = 0;

  // The state that the handler, which runs in its own thread, restores. There is one console, so one prompt
  // at a time.
  static std::atomic<HANDLE> hidden_input;
  static std::atomic<DWORD> input_before;
  static std::atomic<HANDLE> shown_on;
};

}  // namespace latchkey::windows
