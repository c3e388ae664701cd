// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/unicode.hpp"

namespace latchkey::text {
namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

constexpr char32_t kBlank = 0x20, kDelete = 0x7F, kLastControl = 0x9F, kByte = 0xFF;
/// Bytes that are not UTF-8, as unicode::next() returns them.
constexpr char32_t kFirstStrayByte = 0xDC80, kLastStrayByte = 0xDCFF;

/// At least `width` digits. Bytes are written in lower case and code points in upper case, as is usual.
std::string hex(char32_t value, std::size_t width) {
  const std::string_view digits = width == 2 ? "0123456789abcdef" : "0123456789ABCDEF";
  std::string text;
  for (; value != 0 || text.size() < width; value >>= 4U) text.insert(text.begin(), digits[value & 0xFU]);
  return text;
}

char lower_letter(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

std::optional<std::vector<std::string>> shell_split(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool open = false;  // a word has begun, even with an empty pair of quotes
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      if (open) words.push_back(std::exchange(word, {}));
      open = false;
    } else if (c == '\'') {
      const auto end = text.find('\'', i + 1);
      if (end == std::string_view::npos) return std::nullopt;
      word += text.substr(i + 1, end - i - 1);
      i = end;
      open = true;
    } else if (c == '"') {
      for (++i; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\')) ++i;
        word += text[i];
      }
      if (i >= text.size()) return std::nullopt;
      open = true;
    } else if (c == '\\') {
      if (++i >= text.size()) return std::nullopt;
      word += text[i];
      open = true;
    } else {
      word += c;
      open = true;
    }
  }
  if (open) words.push_back(std::move(word));
  return words;
}

std::string shell_quoted(std::string_view word) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@%_+=:,./-";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string_view::npos) return std::string(word);
  std::string result = "'";
  for (const char c : word) {
    if (c == '\'') {
      result += R"('"'"')";
    } else {
      result += c;
    }
  }
  return result + '\'';
}

std::string_view plain_second_word(std::string_view header) {
  const auto is_plain = [](char c) { return c > ' ' && c != '\'' && c != '"' && c != '\\'; };
  const auto blank = std::find_if_not(header.begin(), header.end(), is_plain);
  if (blank != header.begin() && blank != header.end() && *blank == ' ' && blank + 1 != header.end() &&
      std::all_of(blank + 1, header.end(), is_plain)) {
    return header.substr(static_cast<std::size_t>(blank + 1 - header.begin()));
  }
  return {};
}

std::optional<std::string> second_word(std::string_view header) {
  // A fast path for the usual header; it matters with thousands of profiles.
  if (const auto plain = plain_second_word(header); !plain.empty()) return std::string(plain);
  auto words = shell_split(header);
  if (!words || words->size() != 2) return std::nullopt;
  return std::move((*words)[1]);
}

std::optional<long long> parse_int(std::string_view text) {
  text = unicode::strip(text);
  bool negative = false;
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  long long value = 0;
  int digits = 0;
  bool digit_before = false;
  while (!text.empty()) {
    const char32_t c = unicode::next(text);
    if (c == U'_') {
      if (!digit_before || text.empty()) return std::nullopt;
      digit_before = false;
      continue;
    }
    const int digit = unicode::digit_value(c);
    if (digit < 0) return std::nullopt;
    if (value != 0 && ++digits > 17) return std::nullopt;
    value = value * 10 + digit;
    digit_before = true;
  }
  if (!digit_before) return std::nullopt;
  return negative ? -value : value;
}

std::vector<std::string> nearest(const std::vector<std::string>& names, std::string_view wanted) {
  constexpr std::size_t kMost = 3;
  constexpr std::size_t kLongest = 64;  // the comparison is quadratic, and longer names are not worth it
  if (wanted.size() > kLongest) return {};
  std::vector<std::pair<std::size_t, std::string>> ranked;
  for (const auto& name : names) {
    if (name.size() > kLongest) continue;
    const std::size_t distance = edit_distance(name, wanted);
    const bool part = wanted.size() >= 2 && name.find(wanted) != std::string::npos;
    const bool is_same = equals_ignoring_case(name, wanted);
    if (is_same || part || distance <= std::max<std::size_t>(wanted.size() < 4 ? 1 : 2, wanted.size() / 3))
      ranked.emplace_back(is_same ? 0 : part ? 1 : distance, name);
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> result;
  for (std::size_t i = 0; i < ranked.size() && i < kMost; ++i) result.push_back(std::move(ranked[i].second));
  return result;
}

std::string did_you_mean(const std::vector<std::string>& near) {
  return near.empty() ? "" : "did you mean " + join(near, " or ") + '?';
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string result;
  for (const auto& part : parts) {
    if (&part != &parts.front()) result += separator;
    result += part;
  }
  return result;
}

std::string first_line(std::string_view value) {
  const auto end = value.find('\n');
  return end == std::string_view::npos ? std::string(value) : std::string(value.substr(0, end)) + " ...";
}

std::string ascii_lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), lower_letter);
  return result;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower_letter(x) == lower_letter(y); });
}

std::string printable(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const auto before = text;
    const char32_t c = unicode::next(text);
    const bool is_byte = c >= kFirstStrayByte && c <= kLastStrayByte;
    if (c < kBlank || c == kDelete || is_byte) {
      result += "\\x" + hex(c & kByte, 2);
    } else if ((c > kDelete && c <= kLastControl) || unicode::is_invisible(c)) {
      result += "<U+" + hex(c, 4) + '>';
    } else {
      result += before.substr(0, before.size() - text.size());
    }
  }
  return result;
}

std::string printable_name(std::string_view text) {
  const bool hides = text.empty() || text.front() == ' ' || text.back() == ' ';
  return hides ? '"' + printable(text) + '"' : printable(text);
}

std::string printable_lines(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of("\n\t"), text.size());
    result += printable(text.substr(0, end));
    if (end < text.size()) result += text[end];
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

}  // namespace latchkey::text
