// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace testbed {

/// The services that the testbed plays. All but STS speak JSON and are told apart by method and path.
enum class Service { sts, portal, oidc, signin };

/// What a Host header says of the service it was meant for.
struct HostFit {
  bool fits = false;
  std::string region;  ///< empty on a loopback host, which is in every region
};

/// Whether a service answers under this host name: portal.sso.REGION..., oidc.REGION..., signin.REGION... or
/// REGION.signin...; a loopback host is good for all of them.
HostFit fit_host(Service service, std::string_view host);

}  // namespace testbed
