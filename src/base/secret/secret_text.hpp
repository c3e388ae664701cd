// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <latchkey/secret.hpp>

namespace latchkey {

/// Text that may contain secrets: the body of a request or a reply, a file, the output of a program. Like a
/// Secret, it overwrites its bytes when it is destroyed or assigned to. It can grow, and overwrites its old
/// buffer then. It converts to a view for parsers, but not to std::string, because such a copy is not
/// overwritten.
class SecretText : public Secret {
 public:
  SecretText() = default;
  // NOLINTBEGIN(google-explicit-constructor): from here on the text is safe
  SecretText(const std::string& text) : Secret(text) {}
  SecretText(std::string&& text) noexcept : Secret(std::move(text)) {}
  SecretText(const char* text) : Secret(std::string(text)) {}
  // NOLINTEND(google-explicit-constructor)
  explicit SecretText(std::string_view text) : Secret(std::string(text)) {}
  /// `count` zero bytes, as a buffer for reading.
  static SecretText of_size(std::size_t count) { return SecretText(std::string(count, '\0')); }

  std::string_view view() const { return text_; }
  // NOLINTNEXTLINE(google-explicit-constructor): a view is not a copy
  operator std::string_view() const { return text_; }

  std::size_t size() const { return text_.size(); }
  const char* data() const { return text_.data(); }
  char* data() { return text_.data(); }
  const char* c_str() const { return text_.c_str(); }

  SecretText& append(std::string_view text) {
    if (text.size() > text_.capacity() - text_.size()) grow(text_.size() + text.size());
    text_.append(text);
    return *this;
  }
  SecretText& operator+=(std::string_view text) { return append(text); }
  SecretText& operator+=(char c) { return append({&c, 1}); }
  /// Reserves space for `size` bytes in total.
  void reserve(std::size_t size) {
    if (size > text_.capacity()) grow(size);
  }
  /// New bytes are zero. Removed bytes stay in the buffer until the whole buffer is overwritten.
  void resize(std::size_t size) {
    reserve(size);
    text_.resize(size);
  }
  /// Overwrites the bytes; keeps the buffer.
  void clear();
  /// Overwrites and removes the first `count` bytes.
  void drop_front(std::size_t count);

  template <std::convertible_to<std::string_view> Text>
  friend bool operator==(const SecretText& left, const Text& right) {
    return left.view() == std::string_view(right);
  }

 private:
  void grow(std::size_t size);
};

/// Whether two texts are the same, in a time that tells nothing but their lengths.
inline bool same_secret(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    difference |= static_cast<unsigned>(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]));
  return difference == 0;
}

}  // namespace latchkey
