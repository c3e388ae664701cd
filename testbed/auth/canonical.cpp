// SPDX-License-Identifier: Apache-2.0
#include "auth/canonical.hpp"

#include <algorithm>
#include <utility>

#include "base/encoding.hpp"
#include "base/form.hpp"
#include "base/hash.hpp"

namespace testbed {
namespace {

// RFC 3986 5.2.4 plus the removal of empty segments, then every segment is encoded as received, including
// '%'.
std::string canonical_path(std::string_view path) {
  std::vector<std::string_view> segments;
  const bool trailing = !path.empty() && (path.back() == '/' || path == "/." || path == "/.." ||
                                          (path.size() > 2 && path.substr(path.size() - 2) == "/.") ||
                                          (path.size() > 3 && path.substr(path.size() - 3) == "/.."));
  while (!path.empty()) {
    const auto slash = path.find('/');
    const std::string_view segment = path.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
    if (segment.empty() || segment == ".") continue;
    if (segment == "..") {
      if (!segments.empty()) segments.pop_back();
    } else {
      segments.push_back(segment);
    }
  }
  std::string out;
  for (const auto segment : segments) out += "/" + percent_encode(segment);
  if (out.empty() || trailing) out += "/";
  return out;
}

std::string canonical_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> pairs;
  while (!query.empty()) {
    const auto end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    const auto recode = [](std::string_view text) {
      return percent_encode(percent_decode(text, false).value_or(std::string(text)));
    };
    pairs.emplace_back(recode(pair.substr(0, equals)),
                       equals == std::string_view::npos ? "" : recode(pair.substr(equals + 1)));
  }
  std::sort(pairs.begin(), pairs.end());
  std::string out;
  for (const auto& [name, value] : pairs) {
    if (!out.empty()) out += '&';
    out.append(name).append("=").append(value);
  }
  return out;
}

// Strips blanks around a value, and replaces runs of blanks by one.
std::string trim_all(std::string_view value) {
  std::string out;
  bool blank = false;
  for (const char c : value) {
    if (c == ' ' || c == '\t') {
      blank = !out.empty();
    } else {
      if (blank) out += ' ';
      blank = false;
      out += c;
    }
  }
  return out;
}

}  // namespace

std::string canonical_request(const HttpRequest& request, const std::vector<std::string>& signed_headers) {
  std::vector<std::string> names = signed_headers;
  std::sort(names.begin(), names.end());
  std::string headers;
  std::string list;
  for (const std::string& name : names) {
    std::string value;
    bool first = true;
    for (const auto& [key, part] : request.headers) {
      if (lower_case(key) != name) continue;
      if (!first) value += ',';
      value += trim_all(part);
      first = false;
    }
    headers.append(name).append(":").append(value).append("\n");
    if (!list.empty()) list += ';';
    list += name;
  }
  return request.method + "\n" + canonical_path(request.path()) + "\n" + canonical_query(request.query()) +
         "\n" + headers + "\n" + list + "\n" + hex(sha256(request.body));
}

std::string string_to_sign(std::string_view time, const Scope& scope, std::string_view canonical) {
  std::string out = "AWS4-HMAC-SHA256\n";
  out.append(time).append("\n").append(scope.text()).append("\n").append(hex(sha256(canonical)));
  return out;
}

std::string signature(std::string_view secret, const Scope& scope, std::string_view to_sign) {
  std::string key = "AWS4";
  key += secret;
  for (const std::string* part : {&scope.date, &scope.region, &scope.service, &scope.terminator}) {
    key = hmac_sha256(key, *part);
  }
  return hex(hmac_sha256(key, to_sign));
}

}  // namespace testbed
