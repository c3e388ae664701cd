// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/setup.hpp"

namespace latchkey::cli {

/// The environment of a latchkey in the background: it runs in another folder, and outlives the overlay of an
/// exec that this one may have been started in.
Environment background_environment(const Setup& setup);

}  // namespace latchkey::cli
