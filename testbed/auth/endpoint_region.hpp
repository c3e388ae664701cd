// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace testbed {

/// Whether a request to the host (as in the Host header, with or without a port) may be signed for `region`.
/// sts.REGION.SUFFIX and sts-fips.REGION.SUFFIX accept REGION, sts.amazonaws.com us-east-1, all others
/// (loopback) any well-formed region.
bool region_fits_host(std::string_view region, std::string_view host);

}  // namespace testbed
