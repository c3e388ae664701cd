// SPDX-License-Identifier: Apache-2.0
#include "aws/request/proxy.hpp"

#include <algorithm>
#include <string_view>

#include "aws/request/signer.hpp"
#include "base/try.hpp"
#include "base/unicode.hpp"

namespace latchkey {
namespace {

struct Variable {
  std::string name, value;
};

/// The variable in lower case if it is set at all (an empty one switches the proxy off), else in upper case.
Variable variable(const Environment& env, std::string name) {
  if (const auto* value = env.find(name)) return {std::move(name), *value};
  const bool in_cgi = name == "http_proxy" && env.find("REQUEST_METHOD") != nullptr;
  if (in_cgi) return {};  // there HTTP_PROXY is what the client sent as its "Proxy" header
  for (char& c : name) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  }
  const auto* value = env.find(name);
  return {std::move(name), value != nullptr ? *value : std::string()};
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

/// A user name or password as a URL holds it, however it was written.
std::string escaped(std::string_view text) {
  return percent_encode(percent_decoded(text).view());
}

bool is_proxy_host(std::string_view host) {
  if (host.starts_with('[')) return is_host(host);
  return !host.empty() && std::none_of(host.begin(), host.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' ||
           std::string_view("\x7F\"'<>[]^`{|}%").find(c) != std::string_view::npos;
  });
}

/// Empty where there is none.
std::string_view authority_of(std::string_view url) {
  if (!url.starts_with("http://") && !url.starts_with("https://")) return {};
  url.remove_prefix(url.find("://") + 3);
  return url.substr(0, url.find_first_of("/\\?#"));
}

/// Whether the credentials seem to continue after the authority: a "#" or "/" in a password ends it, and the
/// text before would be used as the host.
bool has_at_behind(std::string_view text, std::string_view authority) {
  const auto start = text.find(authority);
  return start != std::string_view::npos &&
         text.find('@', start + authority.size()) != std::string_view::npos;
}

/// Why `text` is not the URL of a proxy. The result contains no part of a password.
std::string flaw_in_proxy(std::string_view text, std::string_view authority) {
  if (text.find_first_of("\r\n") != std::string_view::npos) return "it contains a line break";
  if (text.starts_with('"') || text.starts_with('\'')) return "it has quotes around it";
  if (unicode::strip(text) != text) return "it begins or ends with a blank";
  for (const std::string_view scheme : {"socks4:", "socks4a:", "socks5:", "socks5h:"}) {
    if (text.starts_with(scheme)) return "it names a SOCKS proxy; only HTTP proxies can be used";
  }
  if (has_at_behind(text, authority))
    return "a special character in its user name or password is not written as a percent code";
  return "it has no valid host and port";
}

/// The proxy that a variable names, with credentials in a form that all HTTP clients read alike. Source:
/// botocore/httpsession.py ProxyConfiguration, which splits the credentials at the last "@" and sends them
/// only if there are both a user name and a password; urllib3/util/url.py parse_url().
Result<std::string> proxy_url(const Variable& from) {
  const std::string_view text = from.value;
  const bool has_scheme = text.starts_with("http:") || text.starts_with("https:");
  const std::string url =
      has_scheme ? from.value : (text.starts_with("//") ? "http:" : "http://") + from.value;
  const bool has_other_scheme = !has_scheme && text.find("://") != std::string_view::npos;
  const auto authority = has_other_scheme ? std::string_view() : authority_of(url);
  const auto at = authority.rfind('@');
  const auto address = authority.substr(at == std::string_view::npos ? 0 : at + 1);
  const auto host_end =
      address.starts_with('[') ? address.find(']') + 1 : std::min(address.find(':'), address.size());
  const auto host = address.substr(0, host_end);
  const auto port = address.substr(host_end);
  if (has_at_behind(text, authority) || !is_proxy_host(host) ||
      !(port.empty() || port == ":" || (port.starts_with(':') && is_port(port.substr(1))))) {
    return fail(
        Cause::proxy_invalid, "invalid proxy: " + flaw_in_proxy(text, authority),
        "write http://HOST:PORT or http://USER:PASSWORD@HOST:PORT, in the user name and password % as %25, "
        "/ as %2F, ? as %3F, # as %23 and \\ as %5C",
        Origin::variable(from.name));
  }
  std::string result = url.substr(0, url.find("://") + 3);
  if (at != std::string_view::npos) {
    const auto login = authority.substr(0, at);
    const auto colon = login.find(':');
    if (colon != std::string_view::npos && colon > 0 && colon + 1 < login.size())
      result += escaped(login.substr(0, colon)) + ':' + escaped(login.substr(colon + 1)) + '@';
  }
  return result.append(address);
}

}  // namespace

Result<std::optional<std::string>> proxy_for(const UrlParts& url, const Environment& env) {
  const auto proxy = variable(env, url.scheme + "_proxy");
  if (proxy.value.empty() || bypasses(url, variable(env, "no_proxy").value)) return std::nullopt;
  TRY(auto found, proxy_url(proxy));
  return std::optional(std::move(found));
}

}  // namespace latchkey
