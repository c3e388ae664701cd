// SPDX-License-Identifier: Apache-2.0
#include "rest/service.hpp"

#include "net/http_message.hpp"

namespace testbed {
namespace {

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

HostFit after(std::string_view name, std::string_view prefix) {
  if (!starts_with(name, prefix)) return {};
  name.remove_prefix(prefix.size());
  return {true, std::string(name.substr(0, name.find('.')))};
}

}  // namespace

HostFit fit_host(Service service, std::string_view host) {
  const std::string name = lower_case(host.substr(0, host.rfind(':')));
  if (name == "localhost" || starts_with(name, "127.")) return {true, ""};
  switch (service) {
    case Service::portal:
      return after(name, "portal.sso.");
    case Service::oidc:
      return after(name, "oidc.");
    case Service::signin: {
      const auto dot = name.find(".signin.");
      return dot == std::string::npos ? after(name, "signin.") : HostFit{true, name.substr(0, dot)};
    }
    default:
      return {true, ""};
  }
}

}  // namespace testbed
