// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace latchkey::posix {

/// The system's text for an errno value in the style of latchkey: "no space left on device".
std::string error_text(int code);

/// What a person can do about a failure to write into `folder`, or to make it; names a folder that exists.
/// Empty where we have no advice.
std::string write_hint(int code, const std::string& folder);

}  // namespace latchkey::posix
