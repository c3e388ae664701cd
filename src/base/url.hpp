// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret/secret_text.hpp"

namespace latchkey {

/// The parts of an http or https URL.
struct UrlParts {
  std::string scheme, host, port, path,
      query;  ///< host in lower case; port empty unless given; path at least "/"

  std::string text() const;         ///< the whole URL
  std::string host_header() const;  ///< without the scheme's own port, as HTTP clients send it
};
/// nullopt: it is not an http or https URL, its host is not a host name, or its port is above 65535.
std::optional<UrlParts> split_url(const std::string& url);

/// Whether it is a port number: digits, 0 to 65535.
bool is_port(std::string_view text);

/// "%41b" -> "Ab"; invalid escapes do not change. Proxy URLs contain credentials in this form.
SecretText percent_decoded(std::string_view text);

/// The first value of that name in "a=b&c=d", decoded (a "+" is a blank). nullopt: it is absent.
std::optional<std::string> query_value(std::string_view query, std::string_view name);

/// Whether it can be a host name or address ("[::1]" for IPv6): labels of 1 to 63 letters, digits and inner
/// hyphens.
bool is_host(std::string_view text);

}  // namespace latchkey
