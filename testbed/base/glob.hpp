// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace testbed {

/// IAM's wildcards: '*' is any run of characters, '?' any one.
bool glob_match(std::string_view pattern, std::string_view text);

}  // namespace testbed
