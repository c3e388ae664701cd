// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <stdexcept>

#include "base/form.hpp"
#include "commands/commands.hpp"
#include "commands/url.hpp"
#include "net/http_get.hpp"

namespace testbed {

int run_jwt(const JwtOptions& options) {
  std::string target = "/control/jwt?lifetime_seconds=" + std::to_string(options.lifetime);
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) target += std::string("&") + name + "=" + percent_encode(value);
  };
  add("issuer", options.issuer);
  add("subject", options.subject);
  add("audience", options.audience);
  const auto reply = http_get(port_of_url(options.url), target);
  if (reply.status != 200) throw std::runtime_error(reply.body.substr(0, reply.body.find('\n')));
  std::fwrite(reply.body.data(), 1, reply.body.size(), stdout);
  return std::fflush(stdout) == 0 ? 0 : 1;
}

}  // namespace testbed
