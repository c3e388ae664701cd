// SPDX-License-Identifier: Apache-2.0
#include "platform/system/environment.hpp"

// POSIX defines it, but no header has to declare it.
extern "C" {
extern char** environ;  // NOLINT(readability-redundant-declaration): in glibc one has
}

namespace latchkey {

Environment Environment::of_this_process() {
  Environment copy;
  if (environ == nullptr) return copy;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view line(*entry);
    const auto equals = line.find('=');
    if (equals == std::string_view::npos || equals == 0) continue;
    // If a name occurs twice, the first applies, as in getenv() and Python.
    copy.variables_.emplace(line.substr(0, equals), line.substr(equals + 1));
  }
  return copy;
}

bool Environment::NameLess::operator()(std::string_view a, std::string_view b) const {
  return a < b;
}

}  // namespace latchkey
