// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <cstdio>
#include <stdexcept>

#include "base/form.hpp"
#include "base/totp.hpp"
#include "commands/commands.hpp"
#include "net/http_get.hpp"
#include "world/clock.hpp"
#include "world/config.hpp"

namespace testbed {
namespace {

std::uint16_t port_of(std::string url) {
  const std::string start = "http://127.0.0.1:";
  if (!url.empty() && url.back() == '/') url.pop_back();
  std::uint16_t port = 0;
  if (url.rfind(start, 0) == 0) {
    const char* end = url.data() + url.size();
    const auto parsed = std::from_chars(url.data() + start.size(), end, port);
    if (parsed.ec == std::errc() && parsed.ptr == end && port != 0) return port;
  }
  throw std::runtime_error("--url must be like http://127.0.0.1:8080");
}

std::string code_of(const CodeOptions& options) {
  if (!options.url.empty()) {
    const auto reply =
        http_get(port_of(options.url), "/control/code?device=" + percent_encode(options.device));
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
