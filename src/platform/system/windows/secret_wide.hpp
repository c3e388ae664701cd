// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include <windows.h>

namespace latchkey::windows {

/// UTF-16 text that may contain a secret, like SecretText for UTF-8. It overwrites its bytes when it is
/// destroyed, and its old buffer when it grows.
class SecretWide {
 public:
  SecretWide() = default;
  /// Takes over the buffer of `text`.
  explicit SecretWide(std::wstring&& text) noexcept : text_(std::move(text)) { wipe_wide(text); }
  SecretWide(const SecretWide&) = delete;
  SecretWide(SecretWide&& other) noexcept : text_(std::move(other.text_)) { other.clear(); }
  SecretWide& operator=(const SecretWide&) = delete;
  SecretWide& operator=(SecretWide&&) = delete;
  ~SecretWide() { clear(); }

  /// The text, for system calls. Callers must not make it longer.
  std::wstring& text() { return text_; }
  const std::wstring& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  std::size_t size() const { return text_.size(); }

  void append(std::wstring_view more) {
    if (more.size() > text_.capacity() - text_.size()) {
      std::wstring larger;
      larger.reserve(std::max(text_.size() + more.size(), 2 * text_.capacity()));
      larger.assign(text_);
      text_.swap(larger);
      wipe_wide(larger);
    }
    text_.append(more);
  }
  void clear() { wipe_wide(text_); }

 private:
  static void wipe_wide(std::wstring& text) {
    text.resize(text.capacity());
    SecureZeroMemory(text.data(), text.size() * sizeof(wchar_t));
    text.clear();
  }

  std::wstring text_;
};

}  // namespace latchkey::windows
