// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/url.hpp"
#include "platform/system/environment.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// The proxy of the environment for a URL, by the rules of Python's getproxies() and proxy_bypass():
/// lower-case variables before upper-case ones, HTTP_PROXY not inside CGI, no_proxy by domain suffix, no
/// ALL_PROXY. It always has a scheme, and its user name and password are percent-encoded if necessary.
/// nullopt: no proxy. Errors: config - the variable is not the URL of an HTTP proxy.
Result<std::optional<std::string>> proxy_for(const UrlParts& url, const Environment& env);

}  // namespace latchkey
