// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace latchkey::cli {

/// What --version prints: the version, the build, and the libraries, of which it loads those that latchkey
/// loads at run time.
std::string version_text();

}  // namespace latchkey::cli
