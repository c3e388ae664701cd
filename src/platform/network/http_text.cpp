// SPDX-License-Identifier: Apache-2.0
#include "platform/network/http_text.hpp"

#include <utility>

#include "base/text.hpp"

namespace latchkey::http {
namespace {

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string_view after_scheme(std::string_view url) {
  const auto scheme = url.find("://");
  return scheme == std::string_view::npos ? url : url.substr(scheme + 3);
}

}  // namespace

std::string host_of(std::string_view url) {
  auto host = after_scheme(url);
  host = host.substr(0, host.find_first_of("/?#"));
  if (const auto at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
  if (!host.empty() && host.front() == '[') return std::string(host.substr(0, host.find(']') + 1));
  return std::string(host.substr(0, host.find(':')));
}

bool HeaderCollector::add(std::string_view line) {
  if (line.substr(0, 5) == "HTTP/") {
    headers_.clear();
    size_ = 0;
  }
  size_ += line.size();
  if (size_ > kLimit) return false;
  const bool is_folded = line.starts_with(' ') || line.starts_with('\t');  // RFC 9112 5.2, obsolete folding
  if (!headers_.empty() && is_folded) {
    headers_.back().second.append(" ").append(trim(line));
    return true;
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return true;
  headers_.emplace_back(text::ascii_lower(trim(line.substr(0, colon))),
                        SecretText(trim(line.substr(colon + 1))));
  return true;
}

std::string too_slow_text(std::chrono::milliseconds limit) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(limit).count();
  return "the reply took longer than " + std::to_string(seconds) + (seconds == 1 ? " second" : " seconds");
}

std::string without_login(std::string detail, std::string_view plain,
                          const std::optional<std::string>& proxy) {
  if (!proxy) return detail;
  auto login = after_scheme(*proxy);
  const auto at = login.rfind('@');
  if (at == std::string_view::npos) return detail;
  login = login.substr(0, at);
  // A password with "/" or "#" splits the address in the wrong places, so every part is searched for.
  while (!login.empty()) {
    const auto end = login.find_first_of(":/?#@");
    const auto part = login.substr(0, end);
    if (!part.empty() && detail.find(part) != std::string::npos) return std::string(plain);
    if (end == std::string_view::npos) break;
    login.remove_prefix(end + 1);
  }
  return detail;
}

}  // namespace latchkey::http
