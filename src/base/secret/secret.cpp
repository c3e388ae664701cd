// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/secret/secret_text.hpp"
#include "base/secret/wipe.hpp"
#include <latchkey/secret.hpp>

namespace latchkey {

void wipe(std::string& text) {
  text.assign(text.capacity(), '\0');  // includes the rest of an earlier, longer value
  asm volatile(""
               :
               : "r"(text.data())
               : "memory");  // pretends to read the bytes, so that the line above is kept
  text.clear();
}

// A move copies a short text, and would leave its bytes behind.
Secret::Secret(std::string&& text) noexcept : text_(std::move(text)) {
  wipe(text);  // NOLINT(bugprone-use-after-move): its buffer is what matters
}

Secret::~Secret() {
  wipe(text_);
}

Secret::Secret(Secret&& other) noexcept : text_(std::move(other.text_)) {
  wipe(other.text_);
}

Secret& Secret::operator=(const Secret& other) {
  if (this != &other) {
    wipe(text_);
    text_ = other.text_;
  }
  return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe(text_);
    text_ = std::move(other.text_);
    wipe(other.text_);
  }
  return *this;
}

void SecretText::clear() {
  wipe(text_);
}

void SecretText::drop_front(std::size_t count) {
  std::string rest;
  rest.reserve(text_.capacity());
  rest.assign(text_, std::min(count, text_.size()));
  text_.swap(rest);
  wipe(rest);
}

void SecretText::grow(std::size_t size) {
  std::string larger;
  larger.reserve(std::max(size, 2 * text_.capacity()));
  larger.assign(text_);
  text_.swap(larger);
  wipe(larger);
}

}  // namespace latchkey
