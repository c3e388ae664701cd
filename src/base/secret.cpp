// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include <latchkey/secret.hpp>

namespace latchkey {

void wipe(std::string& text) {
  text.resize(text.capacity());  // what an earlier, longer value left behind the end goes too
  std::memset(text.data(), 0, text.size());
  asm volatile(""
               :
               : "r"(text.data())
               : "memory");  // as if the bytes were read, so that the line above stays
  text.clear();
}

Secret::~Secret() {
  wipe(text_);
}

Secret::Secret(Secret&& other) noexcept : text_(std::move(other.text_)) {
  wipe(other.text_);  // a short text is copied by a move, and its bytes would stay
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

}  // namespace latchkey
