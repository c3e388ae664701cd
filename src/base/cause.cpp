// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <iterator>

#include <latchkey/error.hpp>

namespace latchkey {
namespace {

struct Row {
  ErrorKind kind;
  std::string_view code, meaning;
};

constexpr Row kRows[] = {
#define LATCHKEY_CAUSE(name, code, kind, meaning) {ErrorKind::kind, code, meaning},
#include <latchkey/causes.def>
#undef LATCHKEY_CAUSE
};

const Row& row_of(Cause cause) noexcept {
  return kRows[static_cast<std::size_t>(cause)];
}

}  // namespace

ErrorKind kind_of(Cause cause) noexcept {
  return row_of(cause).kind;
}

std::string_view name_of(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::usage:
      return "usage";
    case ErrorKind::config:
      return "config";
    case ErrorKind::missing:
      return "missing";
    case ErrorKind::denied:
      return "denied";
    case ErrorKind::network:
      return "network";
    case ErrorKind::terminal:
      return "terminal";
    case ErrorKind::cancelled:
      return "cancelled";
    case ErrorKind::io:
      break;
  }
  return "io";
}

std::string_view code_of(Cause cause) noexcept {
  return row_of(cause).code;
}

std::optional<Cause> find_cause(std::string_view code) noexcept {
  for (std::size_t i = 0; i < std::size(kRows); ++i) {
    if (kRows[i].code == code) return static_cast<Cause>(i);
  }
  return std::nullopt;
}

std::string_view meaning_of(Cause cause) noexcept {
  return row_of(cause).meaning;
}

}  // namespace latchkey
