// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

// Temporary files of files::write_private(), replace() and Reservation, and what a killed process leaves of
// them.
namespace latchkey::temporaries {

enum class WrittenBy {
  latchkey,
  any_tool,  ///< also those of botocore and others, named by Python's tempfile
};

/// A random name, "tmplk_*****.tmp": Python's tempfile could create the same name, so that tools that remove
/// botocore's files also remove those of latchkey. One of 50,000 names of other tools looks like it.
std::string new_name();

bool is_name(std::string_view name, WrittenBy by);

/// Writes `size` bytes by `file.write()`, which returns 0 or why it failed. Returns the same.
template <typename File>
auto fill(const File& file, std::size_t size) {
  const std::string block(std::min<std::size_t>(size, 64U << 10U), '\0');
  auto why = file.write({});
  for (; why == 0 && size > 0; size -= std::min(size, block.size()))
    why = file.write({block.data(), std::min(size, block.size())});
  return why;
}

struct Swept {
  int removed = 0;
  int young = 0;  ///< kept, because they were changed within `age`
};

/// Removes abandoned temporary files in `folder`: regular files of this user, last changed at least `age`
/// ago, that no latchkey process is writing. A file dated at least `age` in the future counts as old. Does
/// not remove links, folders or files of other users. Ignores files that cannot be removed.
Swept sweep(const std::string& folder, WrittenBy by, std::chrono::seconds age);

}  // namespace latchkey::temporaries
