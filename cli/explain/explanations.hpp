// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include <latchkey/error.hpp>

// What `latchkey explain` and docs/error-codes.md say about each code, beside its meaning in
// <latchkey/causes.def>. The texts are in the .def files of this folder, in the order of causes.def.
namespace latchkey::cli {

struct Explanation {
  std::string_view causes;  ///< sentences: what usually leads to the error
  std::string_view fix;     ///< sentences: what to do
};

Explanation explanation_of(Cause cause);

/// Causes are numbered from 0.
std::size_t cause_count();
/// "Network". Empty if `cause` is not the first one of a section.
std::string_view section_that_begins_at(Cause cause);

}  // namespace latchkey::cli
