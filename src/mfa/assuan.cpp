// SPDX-License-Identifier: Apache-2.0
#include "mfa/assuan.hpp"

#include <algorithm>
#include <charconv>

namespace latchkey::assuan {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

bool takes(std::string_view& line, std::string_view word) {
  if (!line.starts_with(word)) return false;
  if (line.size() > word.size() && line[word.size()] != ' ') return false;
  line.remove_prefix(std::min(word.size() + 1, line.size()));
  return true;
}

}  // namespace

std::string escape(std::string_view text) {
  constexpr std::size_t kRoomForCommand = 40;
  std::string result;
  for (const char c : text) {
    const std::string_view escaped = c == '%' ? "%25" : c == '\n' ? "%0A" : c == '\r' ? "%0D" : "";
    const std::size_t size = escaped.empty() ? 1 : escaped.size();
    if (result.size() + size > kLongestLine - kRoomForCommand) break;
    if (escaped.empty()) {
      result += c;
    } else {
      result += escaped;
    }
  }
  return result;
}

Secret unescape(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    result += low >= 0 ? static_cast<char>(high * 16 + low) : text[i];
    if (low >= 0) i += 2;
  }
  return Secret(std::move(result));
}

Reply parse(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (takes(line, "OK")) return {Reply::Kind::ok, 0, line};
  if (takes(line, "D")) return {Reply::Kind::data, 0, line};
  if (takes(line, "INQUIRE")) return {Reply::Kind::inquiry, 0, line};
  if (line.starts_with('#') || takes(line, "S")) return {Reply::Kind::other, 0, line};
  if (!takes(line, "ERR")) return {Reply::Kind::broken, 0, line};
  constexpr unsigned kCodeBits = 0xFFFF;
  unsigned code = 0;
  if (std::from_chars(line.data(), line.data() + line.size(), code).ec != std::errc())
    return {Reply::Kind::broken, 0, line};
  return {Reply::Kind::error, code & kCodeBits, line};
}

}  // namespace latchkey::assuan
