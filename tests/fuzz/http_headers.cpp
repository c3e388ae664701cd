// SPDX-License-Identifier: Apache-2.0
// Any bytes as the header lines of a response, and as an address, a proxy's address and an error text of the
// HTTP library. No error text shows a part of a proxy's password.
#include "base/text.hpp"
#include "fuzz/support.hpp"
#include "platform/network/http_text.hpp"

namespace {

using namespace latchkey;
using fuzz::need;

bool has_upper(std::string_view text) {
  return text::ascii_lower(text) != text;
}

void try_headers(std::string_view text) {
  http::HeaderCollector collector;
  std::size_t taken = 0;
  bool fits = true;
  for (std::size_t at = 0; at <= text.size() && fits;) {
    const auto end = std::min(text.find('\n', at), text.size() - 1) + 1;
    const auto line = text.substr(at, end - at);
    fits = collector.add(line);
    taken += line.size();
    if (end <= at) break;
    at = end;
  }
  if (!fits) need(taken > http::HeaderCollector::kLimit);
  std::size_t kept = 0;
  for (const auto& [name, value] : collector.take()) {
    need(!has_upper(name) && (name + value.reveal()).find('\n') == std::string::npos);
    kept += name.size() + value.size();
  }
  need(kept <= taken + 1);
}

void try_addresses(std::string_view text) {
  const auto [url, proxy] = fuzz::halves(text);
  const auto host = http::host_of(url);
  need(host.size() <= url.size() && host.find_first_of("/?#@") == std::string::npos);
  // The library shows the proxy's address: none of the password's parts may be left.
  const std::string login = "ada:" + proxy;
  const auto shown = http::without_login("cannot use " + login + "@h", "plain", "http://" + login + "@h:1");
  need(shown == "plain");
  need(http::without_login(url, "plain", std::nullopt) == url);
  static_cast<void>(http::without_login(url, "plain", proxy));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = latchkey::fuzz::text_of(data, size);
  try_headers(text);
  try_addresses(text);
  return 0;
}
