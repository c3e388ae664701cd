// SPDX-License-Identifier: Apache-2.0
#include "platform/terminal/countdown.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

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
  stars_ = 0;
  return shown_;
}

std::string Countdown::update(std::size_t columns) {
  const auto line = line_now();
  if (line == shown_ || width(shown_) + stars_ >= columns) return {};
  shown_ = line;
  return '\r' + line + std::string(stars_, '*') + "\x1b[K";
}

std::string Countdown::show_typed(std::size_t typed, std::size_t columns) {
  constexpr std::size_t kMostStars = 12;  // twice a code
  // The prompt may be longer than a line. A star in the last column would leave the cursor in doubt.
  const auto room = columns == 0 ? kMostStars : columns - 1 - width(shown_) % columns;
  const auto before = std::exchange(stars_, std::min({typed, kMostStars, std::max(room, stars_)}));
  if (stars_ >= before) return std::string(stars_ - before, '*');
  std::string text;
  for (auto star = before; star > stars_; --star) text += "\b \b";
  return text;
}

}  // namespace latchkey
