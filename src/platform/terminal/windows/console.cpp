// SPDX-License-Identifier: Apache-2.0
#include "platform/terminal/windows/console.hpp"

#include "platform/system/windows/utf16.hpp"

namespace latchkey::windows {

std::atomic<HANDLE> Console::hidden_input{nullptr};
std::atomic<DWORD> Console::input_before{0};
std::atomic<HANDLE> Console::shown_on{nullptr};

namespace {

Handle open_console(const wchar_t* name) {
  return Handle(CreateFileW(name, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr,
                            OPEN_EXISTING, 0, nullptr));
}

bool is_typed(const KEY_EVENT_RECORD& key) {
  // A character typed as a number on the keypad arrives when Alt is released.
  return key.bKeyDown != 0 || (key.wVirtualKeyCode == VK_MENU && key.uChar.UnicodeChar != 0);
}

Console::Key meaning_of(wchar_t character) {
  constexpr wchar_t kCtrlD = 4;
  constexpr wchar_t kCtrlU = 21;
  constexpr wchar_t kCtrlZ = 26;
  constexpr wchar_t kEscape = 27;
  switch (character) {
    case 0:
      return Console::Key::none;  // modifier and arrow keys
    case L'\r':
    case L'\n':
      return Console::Key::enter;
    case L'\b':
      return Console::Key::backspace;
    case kCtrlU:
    case kEscape:
      return Console::Key::clear;
    case kCtrlD:
    case kCtrlZ:
      return Console::Key::end;
    default:
      return Console::Key::text;
  }
}

}  // namespace

Console::Console() : input_(open_console(L"CONIN$")), output_(open_console(L"CONOUT$")) {
  if (!*this || GetConsoleMode(output_.get(), &output_before_) == 0) return;
  SetConsoleMode(output_.get(),
                 output_before_ | ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
}

Console::~Console() {
  restore();
  if (output_ && output_before_ != 0) SetConsoleMode(output_.get(), output_before_);
}

BOOL WINAPI Console::on_event(DWORD /*event*/) {
  if (const HANDLE input = hidden_input.exchange(nullptr)) {
    SetConsoleMode(input, input_before);
    WriteConsoleW(shown_on, L"\n", 1, nullptr, nullptr);  // so that the shell's prompt starts on a new line
  }
  return FALSE;  // the next handler ends the process
}

bool Console::hide() {
  DWORD before = 0;
  if (GetConsoleMode(input_.get(), &before) == 0) return false;
  input_before = before;
  SetConsoleCtrlHandler(on_event, TRUE);
  shown_on = output_.get();
  hidden_input = input_.get();
  // Earlier input is discarded, as in Python's getpass.
  if (SetConsoleMode(input_.get(), ENABLE_PROCESSED_INPUT) != 0) {
    FlushConsoleInputBuffer(input_.get());
    return true;
  }
  hidden_input = nullptr;
  SetConsoleCtrlHandler(on_event, FALSE);
  return false;
}

bool Console::restore() {
  const HANDLE input = hidden_input.exchange(nullptr);
  if (input == nullptr) return false;
  SetConsoleMode(input, input_before);
  SetConsoleCtrlHandler(on_event, FALSE);
  return true;
}

bool Console::write(std::string_view utf8) const {
  const auto text = wide(utf8);
  for (std::size_t done = 0; done < text.size();) {
    DWORD written = 0;
    const auto part = static_cast<DWORD>(text.size() - done);
    if (WriteConsoleW(output_.get(), text.data() + done, part, &written, nullptr) == 0 || written == 0)
      return false;
    done += written;
  }
  return true;
}

std::size_t Console::columns() const {
  CONSOLE_SCREEN_BUFFER_INFO info{};
  if (GetConsoleScreenBufferInfo(output_.get(), &info) == 0) return 0;
  return static_cast<std::size_t>(info.srWindow.Right - info.srWindow.Left) + 1;
}

Console::Key Console::read(DWORD milliseconds, std::wstring& text) const {
  if (WaitForSingleObject(input_.get(), milliseconds) != WAIT_OBJECT_0) return Key::none;
  INPUT_RECORD record{};
  DWORD count = 0;
  if (ReadConsoleInputW(input_.get(), &record, 1, &count) == 0) return Key::gone;
  if (count == 0 || record.EventType != KEY_EVENT || !is_typed(record.Event.KeyEvent)) return Key::none;
  const wchar_t character = record.Event.KeyEvent.uChar.UnicodeChar;
  const auto key = meaning_of(character);
  if (key == Key::text) text.assign(record.Event.KeyEvent.wRepeatCount, character);
  SecureZeroMemory(&record, sizeof record);
  return key;
}

}  // namespace latchkey::windows
