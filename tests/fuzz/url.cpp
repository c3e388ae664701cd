// SPDX-License-Identifier: Apache-2.0
// Any bytes as an address in the configuration or a variable, as a list of hosts without proxy, and as the
// query of a redirect.
#include "base/url.hpp"

#include <algorithm>

#include "aws/request/partition.hpp"
#include "aws/request/proxy.hpp"
#include "aws/request/signer.hpp"
#include "fuzz/support.hpp"

namespace {

using namespace latchkey;
using fuzz::need;

bool is_same(const UrlParts& a, const UrlParts& b) {
  return a.scheme == b.scheme && a.host == b.host && a.port == b.port && a.path == b.path &&
         a.query == b.query;
}

/// A proxy has at most one pair of credentials, and no line end.
void try_login(std::string_view proxy) {
  need(proxy.starts_with("http://") || proxy.starts_with("https://"));
  proxy.remove_prefix(proxy.find("//") + 2);
  need(proxy.find_first_of("/?#\\ \r\n") == std::string_view::npos);
  need(std::count(proxy.begin(), proxy.end(), '@') <= 1);
}

void try_proxy(const UrlParts& url, const std::string& list) {
  Environment env;
  env.set(url.scheme + "_proxy", "proxy.example.com:3128");
  need(proxy_for(url, env).value() == "http://proxy.example.com:3128");
  env.set("no_proxy", list);
  const auto proxy = proxy_for(url, env).value();
  need(!proxy || *proxy == "http://proxy.example.com:3128");
  env.set("no_proxy", list + ',' + url.host);
  need(!proxy_for(url, env).value());
  env.unset("no_proxy");
  env.set(url.scheme + "_proxy", list);
  if (const auto named = proxy_for(url, env); named && *named) try_login(**named);
}

void try_url(const std::string& text, const std::string& list) {
  const auto parts = split_url(text);
  if (!parts) return;
  need(parts->scheme == "http" || parts->scheme == "https");
  need(is_host(parts->host) && parts->path.starts_with('/') &&
       parts->path.find_first_of("?#") == std::string::npos);
  need(parts->query.find('#') == std::string::npos);
  // No credentials, which would change the host, and no end of a request line.
  const auto whole = parts->text();
  need(whole.find_first_of(std::string_view(" \t\r\n\0", 5)) == std::string::npos);
  need(parts->host_header().find('@') == std::string::npos);
  const auto again = split_url(whole);
  need(again && is_same(*again, *parts) && again->text() == whole);
  try_proxy(*parts, list);
}

void try_query(std::string_view text) {
  const auto [query, value] = fuzz::halves(text);
  for (const auto* name : {"code", "state", "error"}) {
    const auto found = query_value(query, name);
    if (found) need(query.find(name) != std::string::npos && found->size() <= query.size());
    need(query_value(std::string(name) + '=' + percent_encode(value) + '&' + query, name) == value);
  }
}

void try_region(const std::string& text) {
  static_cast<void>(partition_of(text));
  if (is_region_name(text) && !text.empty()) need(is_host("sts." + text + ".amazonaws.com"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = latchkey::fuzz::text_of(data, size);
  const auto [first, second] = latchkey::fuzz::halves(text);
  try_url(first, second);
  try_query(text);
  try_region(first);
  return 0;
}
