// SPDX-License-Identifier: Apache-2.0
#include "base/python_json.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <nlohmann/json.hpp>

#include "base/unicode.hpp"

namespace latchkey {
namespace {

using Json = nlohmann::ordered_json;

void put_unit(SecretText& out, char32_t unit) {
  constexpr char kHex[] = "0123456789abcdef";
  out += "\\u";
  for (unsigned shift = 16; shift > 0; shift -= 4) out += kHex[(unit >> (shift - 4)) & 0xFU];
}

// Whether JSON text contains this character unescaped.
bool is_plain(char c) {
  return c >= ' ' && c <= '~' && c != '"' && c != '\\';
}

void put_string(SecretText& out, std::string_view text) {
  out += '"';
  while (true) {
    const auto* const plain_end = std::find_if_not(text.begin(), text.end(), is_plain);
    const auto plain = static_cast<std::size_t>(plain_end - text.begin());
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const char32_t c = unicode::next(text);
    switch (c) {
      case U'"':
        out += "\\\"";
        break;
      case U'\\':
        out += "\\\\";
        break;
      case U'\n':
        out += "\\n";
        break;
      case U'\r':
        out += "\\r";
        break;
      case U'\t':
        out += "\\t";
        break;
      case U'\b':
        out += "\\b";
        break;
      case U'\f':
        out += "\\f";
        break;
      default:
        if (c >= 0x10000) {
          put_unit(out, 0xD800U + ((c - 0x10000U) >> 10U));
          put_unit(out, 0xDC00U + ((c - 0x10000U) & 0x3FFU));
        } else {
          put_unit(out, c);
        }
    }
  }
  out += '"';
}

/// repr(float): the shortest digits that read back the same; exponents from 1e16 up and below 1e-4.
void put_double(SecretText& out, double value) {
  if (std::isnan(value)) {
    out += "NaN";
    return;
  }
  if (std::isinf(value)) {
    out += value < 0 ? "-Infinity" : "Infinity";
    return;
  }
  const double size = std::fabs(value);
  const bool exponent = size != 0 && (size >= 1e16 || size < 1e-4);
  std::array<char, 64> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 exponent ? std::chars_format::scientific : std::chars_format::fixed);
  const std::string_view digits(buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data()));
  out += digits;
  if (!exponent && digits.find('.') == std::string_view::npos) out += ".0";
}

class Writer {
 public:
  Writer(bool sorted, int indent, bool compact = false)
      : sorted_(sorted), compact_(compact), indent_(indent) {}

  SecretText write(const Json& value) {
    put(value, 0);
    return std::move(out_);
  }

 private:
  void new_line(int depth) {
    if (indent_ > 0) out_ += '\n' + std::string(static_cast<std::size_t>(indent_ * depth), ' ');
  }

  void separate() { out_ += indent_ > 0 || compact_ ? "," : ", "; }

  void put(const Json& value, int depth) {
    switch (value.type()) {
      case Json::value_t::object:
        put_object(value, depth);
        break;
      case Json::value_t::array:
        put_array(value, depth);
        break;
      case Json::value_t::string:
        put_string(out_, value.get_ref<const std::string&>());
        break;
      case Json::value_t::boolean:
        out_ += value.get<bool>() ? "true" : "false";
        break;
      case Json::value_t::number_integer:
        out_ += std::to_string(value.get<std::int64_t>());
        break;
      case Json::value_t::number_unsigned:
        out_ += std::to_string(value.get<std::uint64_t>());
        break;
      case Json::value_t::number_float:
        put_double(out_, value.get<double>());
        break;
      default:
        out_ += "null";
        break;
    }
  }

  void put_object(const Json& value, int depth) {
    if (value.empty()) {
      out_ += "{}";
      return;
    }
    std::vector<std::pair<const std::string*, const Json*>> members;
    for (const auto& item : value.items()) members.emplace_back(&item.key(), &item.value());
    // UTF-8 sorts by bytes as its code points do.
    const auto by_key = [](const auto& a, const auto& b) { return *a.first < *b.first; };
    if (sorted_) std::sort(members.begin(), members.end(), by_key);
    out_ += '{';
    bool first = true;
    for (const auto& [key, member] : members) {
      if (!first) separate();
      first = false;
      new_line(depth + 1);
      put_string(out_, *key);
      out_ += compact_ ? ":" : ": ";
      put(*member, depth + 1);
    }
    new_line(depth);
    out_ += '}';
  }

  void put_array(const Json& value, int depth) {
    if (value.empty()) {
      out_ += "[]";
      return;
    }
    out_ += '[';
    bool first = true;
    for (const auto& item : value) {
      if (!first) separate();
      first = false;
      new_line(depth + 1);
      put(item, depth + 1);
    }
    new_line(depth);
    out_ += ']';
  }

  bool sorted_, compact_;
  int indent_;
  SecretText out_;
};

}  // namespace

SecretText python_json(const Json& value) {
  return Writer(false, 0).write(value);
}
SecretText python_json_sorted(const Json& value) {
  return Writer(true, 0).write(value);
}
SecretText python_json_compact_sorted(const Json& value) {
  return Writer(true, 0, true).write(value);
}
SecretText python_json_indented(const Json& value) {
  return Writer(false, 2).write(value);
}

}  // namespace latchkey
