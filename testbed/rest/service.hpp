// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace testbed {

/// The services of the testbed. All except STS use JSON and differ by method and path.
enum class Service { sts, portal, oidc, signin };

/// Whether a Host header matches a service.
struct HostFit {
  bool fits = false;
  std::string region;  ///< empty for a loopback host, which serves every region
};

/// Whether a service uses this host name: portal.sso.REGION..., oidc.REGION..., signin.REGION... or
/// REGION.signin...; a loopback host matches all of them.
HostFit fit_host(Service service, std::string_view host);

}  // namespace testbed
