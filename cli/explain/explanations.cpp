// SPDX-License-Identifier: Apache-2.0
#include "cli/explain/explanations.hpp"

#include <iterator>

namespace latchkey::cli {
namespace {

// One text for all: a table of pointers would be relocated at every start of the program.
constexpr char kTexts[] =
#define SECTION(first, title)
#define EXPLAIN(name, causes, fix) causes "\0" fix "\0"
#include "cli/explain/setup.def"
//
#include "cli/explain/credentials.def"
//
#include "cli/explain/system.def"
#undef EXPLAIN
    ;

constexpr Cause kExplained[] = {
#define EXPLAIN(name, causes, fix) Cause::name,
#include "cli/explain/setup.def"
//
#include "cli/explain/credentials.def"
//
#include "cli/explain/system.def"
#undef EXPLAIN
#undef SECTION
};

constexpr Cause kCauses[] = {
#define LATCHKEY_CAUSE(name, code, kind, meaning) Cause::name,
#include <latchkey/causes.def>
#undef LATCHKEY_CAUSE
};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < std::size(kExplained); ++i) {
    if (kExplained[i] != static_cast<Cause>(i)) return false;
  }
  return std::size(kExplained) == std::size(kCauses);
}
static_assert(is_in_order(), "the .def files explain each cause once, in the order of causes.def");

std::string_view take_text(std::string_view& rest) {
  const auto text = rest.substr(0, rest.find('\0'));
  rest.remove_prefix(text.size() + 1);
  return text;
}

}  // namespace

Explanation explanation_of(Cause cause) {
  std::string_view rest(kTexts, sizeof kTexts - 1);
  for (auto before = static_cast<std::size_t>(cause); before > 0; --before) {
    take_text(rest);
    take_text(rest);
  }
  const auto causes = take_text(rest);
  return {causes, take_text(rest)};
}

std::size_t cause_count() {
  return std::size(kCauses);
}

std::string_view section_that_begins_at(Cause cause) {
  switch (cause) {
#define EXPLAIN(name, causes, fix)
#define SECTION(first, title) \
  case Cause::first:          \
    return title;
#include "cli/explain/setup.def"
//
#include "cli/explain/credentials.def"
//
#include "cli/explain/system.def"
#undef EXPLAIN
#undef SECTION
    default:
      return {};
  }
}

}  // namespace latchkey::cli
