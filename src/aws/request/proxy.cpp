// SPDX-License-Identifier: Apache-2.0
#include "aws/request/proxy.hpp"

#include <algorithm>
#include <string_view>

#include "base/unicode.hpp"

namespace latchkey {
namespace {

/// The variable in lower case if it is set at all (an empty one switches the proxy off), else in upper case.
std::string variable(const Environment& env, std::string name) {
  if (const auto* value = env.find(name)) return *value;
  const bool in_cgi = name == "http_proxy" && env.find("REQUEST_METHOD") != nullptr;
  if (in_cgi) return {};  // there HTTP_PROXY is what the client sent as its "Proxy" header
  for (char& c : name) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  }
  const auto* value = env.find(name);
  return value != nullptr ? *value : std::string();
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool bypasses(const UrlParts& url, std::string_view list) {
  if (list == "*") return true;
  const std::string host = unicode::lower(url.host);
  const std::string with_port = url.port.empty() ? host : host + ':' + url.port;
  while (!list.empty()) {
    const auto end = std::min(list.find(','), list.size());
    std::string name = unicode::lower(unicode::strip(list.substr(0, end)));
    list.remove_prefix(std::min(end + 1, list.size()));
    name.erase(0, name.find_first_not_of('.'));
    if (name.empty()) continue;
    const std::string suffix = '.' + name;
    if (host == name || with_port == name || ends_with(host, suffix) || ends_with(with_port, suffix))
      return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> proxy_for(const UrlParts& url, const Environment& env) {
  const std::string proxy = variable(env, url.scheme + "_proxy");
  if (proxy.empty() || bypasses(url, variable(env, "no_proxy"))) return std::nullopt;
  if (proxy.compare(0, 5, "http:") == 0 || proxy.compare(0, 6, "https:") == 0) return proxy;
  return (proxy.compare(0, 2, "//") == 0 ? "http:" : "http://") + proxy;
}

}  // namespace latchkey
