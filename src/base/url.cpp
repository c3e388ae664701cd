// SPDX-License-Identifier: Apache-2.0
#include "base/url.hpp"

#include <algorithm>

#include "base/unicode.hpp"

namespace latchkey {
namespace {

constexpr std::string_view kDigits = "0123456789";

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         label.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") ==
             std::string_view::npos;
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

SecretText percent_decoded(std::string_view text) {
  SecretText result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? digit_of(text[i + 1]) : -1;
    const int low = high >= 0 ? digit_of(text[i + 2]) : -1;
    result += low >= 0 ? static_cast<char>(high * 16 + low) : text[i];
    if (low >= 0) i += 2;
  }
  return result;
}

bool is_port(std::string_view text) {
  constexpr std::string_view kHighest = "65535";
  return !text.empty() && text.size() <= kHighest.size() &&
         text.find_first_not_of(kDigits) == std::string_view::npos &&
         (text.size() < kHighest.size() || text <= kHighest);
}

bool is_host(std::string_view text) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') {
    return text.find_first_not_of("0123456789abcdefABCDEF:.", 1) == text.size() - 1;
  }
  if (text.empty() || text.size() > 255) return false;
  if (text.back() == '.') text.remove_suffix(1);
  while (true) {
    const auto dot = text.find('.');
    if (!is_label(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

std::string UrlParts::text() const {
  return scheme + "://" + host + (port.empty() ? "" : ":" + port) + path + (query.empty() ? "" : "?" + query);
}

std::string UrlParts::host_header() const {
  const bool usual =
      port.empty() || (scheme == "http" && port == "80") || (scheme == "https" && port == "443");
  return usual ? host : host + ':' + port;
}

std::optional<UrlParts> split_url(const std::string& url) {
  UrlParts parts;
  const auto colon = url.find("://");
  if (colon == std::string::npos) return std::nullopt;
  parts.scheme = unicode::lower(url.substr(0, colon));
  if (parts.scheme != "http" && parts.scheme != "https") return std::nullopt;
  std::string rest = url.substr(colon + 3);
  if (std::any_of(rest.begin(), rest.end(),
                  [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; })) {
    return std::nullopt;
  }
  rest.resize(std::min(rest.find('#'), rest.size()));
  const auto path = std::min(rest.find_first_of("/?"), rest.size());
  std::string authority = rest.substr(0, path);
  rest.erase(0, path);
  const auto query = std::min(rest.find('?'), rest.size());
  parts.path = query == 0 ? "/" : rest.substr(0, query);
  if (query < rest.size()) parts.query = rest.substr(query + 1);
  const auto port = authority.rfind(':');
  if (port != std::string::npos && authority.find(']', port) == std::string::npos) {
    parts.port = authority.substr(port + 1);
    if (!is_port(parts.port)) return std::nullopt;
    authority.resize(port);
  }
  parts.host = unicode::lower(authority);
  if (!is_host(parts.host)) return std::nullopt;
  return parts;
}

std::optional<std::string> query_value(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto pair = query.substr(0, end);
    const auto equals = std::min(pair.find('='), pair.size());
    if (pair.substr(0, equals) == name) {
      std::string value(pair.substr(std::min(equals + 1, pair.size())));
      std::replace(value.begin(), value.end(), '+', ' ');
      return percent_decoded(value).reveal();
    }
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return std::nullopt;
}

}  // namespace latchkey
