// SPDX-License-Identifier: Apache-2.0
#include "auth/endpoint_region.hpp"

#include "net/http_message.hpp"

namespace testbed {
namespace {

// us-east-1, us-gov-west-1, us-isob-east-1, eusc-de-east-1: words of letters, then a number.
bool well_formed(std::string_view region) {
  int words = 0;
  while (true) {
    const auto dash = region.find('-');
    const std::string_view part = region.substr(0, dash);
    if (part.empty()) return false;
    if (dash == std::string_view::npos) {
      return words >= 2 && part.size() <= 2 && part.find_first_not_of("0123456789") == std::string_view::npos;
    }
    if (part.find_first_not_of("abcdefghijklmnopqrstuvwxyz") != std::string_view::npos) return false;
    ++words;
    region = region.substr(dash + 1);
  }
}

}  // namespace

bool region_fits_host(std::string_view region, std::string_view host) {
  const std::string name = lower_case(host.substr(0, host.find(':')));
  if (name == "sts.amazonaws.com") return region == "us-east-1";
  const auto first = name.find('.');
  const std::string service = name.substr(0, first);
  if (first != std::string::npos && (service == "sts" || service == "sts-fips")) {
    const std::string second = name.substr(first + 1, name.find('.', first + 1) - first - 1);
    if (well_formed(second)) return region == second;
  }
  return well_formed(region);
}

}  // namespace testbed
