// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

namespace latchkey {

struct ScreenSize {
  std::size_t rows = 0, columns = 0;
};

/// Of the terminal that standard output is, as it is now. nullopt: it is none, or does not say.
std::optional<ScreenSize> screen_size();

}  // namespace latchkey
