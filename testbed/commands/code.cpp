// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <stdexcept>

#include "base/form.hpp"
#include "base/totp.hpp"
#include "commands/commands.hpp"
#include "commands/url.hpp"
#include "net/http_get.hpp"
#include "world/clock.hpp"
#include "world/config.hpp"

namespace testbed {
namespace {

std::string code_of(const CodeOptions& options) {
  if (!options.url.empty()) {
    const auto reply =
        http_get(port_of_url(options.url), "/control/code?device=" + percent_encode(options.device));
    if (reply.status == 200) return reply.body;
    throw std::runtime_error(options.url + " knows no device " + options.device);
  }
  const World world = load_world(options.config);
  const MfaDevice* device = find_device(world, options.device);
  if (device == nullptr) throw std::runtime_error(options.config + " has no device " + options.device);
  return totp_code(device->secret, totp_step(options.at.value_or(system_seconds()))) + "\n";
}

}  // namespace

int run_code(const CodeOptions& options) {
  const std::string code = code_of(options);
  std::fwrite(code.data(), 1, code.size(), stdout);
  return std::fflush(stdout) == 0 ? 0 : 1;
}

}  // namespace testbed
