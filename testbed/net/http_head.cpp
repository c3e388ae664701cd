// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string_view>

#include "net/http_reader.hpp"

namespace testbed {
namespace {

bool is_token(std::string_view text) {
  static constexpr std::string_view kOther = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kOther.find(c) != std::string_view::npos;
  });
}

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7F;
  });
}

int parse_request_line(std::string_view line, HttpRequest& request) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || last == first) return 400;
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!is_token(method) || target.empty() || has_control_character(target) ||
      target.find(' ') != std::string_view::npos) {
    return 400;
  }
  if (version.rfind("HTTP/", 0) != 0) return 400;
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return 505;
  request.method = method;
  request.target = target;
  request.minor_version = version == "HTTP/1.1" ? 1 : 0;
  return 0;
}

}  // namespace

int parse_head(std::string_view head, HttpRequest& request) {
  bool is_first = true;
  int hosts = 0;
  while (true) {
    const auto end = head.find("\r\n");
    const std::string_view line = head.substr(0, end);
    if (is_first) {
      if (const int status = parse_request_line(line, request); status != 0) return status;
    } else {
      const auto colon = line.find(':');
      // No blank before the colon and no folded lines: RFC 9112 lets a server reject both.
      if (colon == std::string_view::npos || !is_token(line.substr(0, colon)) || has_control_character(line))
        return 400;
      std::string_view value = line.substr(colon + 1);
      while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
      while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) value.remove_suffix(1);
      request.headers.emplace_back(line.substr(0, colon), value);
      if (lower_case(line.substr(0, colon)) == "host") ++hosts;
    }
    is_first = false;
    if (end == std::string_view::npos) break;
    head = head.substr(end + 2);
  }
  return hosts > 1 || (hosts == 0 && request.minor_version == 1) ? 400 : 0;
}

}  // namespace testbed
