// SPDX-License-Identifier: Apache-2.0
#include "platform/terminal/countdown.hpp"

#include <algorithm>
#include <string_view>

namespace latchkey {
namespace {

constexpr std::string_view kColon = ": ";

std::size_t width(std::string_view line) {
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), begins));
}

}  // namespace

Countdown::Countdown(std::string prompt, std::chrono::seconds time)
    : prompt_(std::move(prompt)), shown_(prompt_), end_(time) {}

std::string Countdown::line_now() const {
  const auto left = std::chrono::ceil<std::chrono::seconds>(end_.left()).count();
  if (left == 0) return prompt_;
  std::string_view start = prompt_;
  if (start.ends_with(kColon)) start.remove_suffix(kColon.size());
  return std::string(start) + " (next code in " + std::to_string(left) + " s)" + std::string(kColon);
}

const std::string& Countdown::show() {
  shown_ = line_now();
  return shown_;
}

std::string Countdown::update(std::size_t columns) {
  const auto line = line_now();
  if (line == shown_ || width(shown_) >= columns) return {};
  shown_ = line;
  return '\r' + line + "\x1b[K";
}

}  // namespace latchkey
