// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace latchkey {

/// What sort of thing went wrong. Callers branch on this; people read `message` and `hint`.
enum class ErrorKind {
  usage,      ///< the caller asked for something that does not exist
  config,     ///< a config or credentials file, or a variable, says something that cannot work
  missing,    ///< nothing is set up: no credentials found, no such profile
  denied,     ///< AWS answered and refused
  network,    ///< AWS could not be reached, or its answer was not AWS's
  terminal,   ///< a question had to be asked and nobody could be asked
  cancelled,  ///< the person ended the question
  io,  ///< a file or folder could not be read or written; the system lacks memory, randomness or threads
};

/// `message` says what happened and where; `hint` what to do next and may be empty.
/// One line each, lower case, no full stop; never a secret in either.
struct Error {
  ErrorKind kind = ErrorKind::config;
  std::string message;
  std::string hint;
};

/// A value, or why there is none. The functions of Session turn every exception into an Error.
template <typename T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(ErrorKind kind, std::string message, std::string hint = {}) {
  return tl::unexpected<Error>(Error{kind, std::move(message), std::move(hint)});
}

}  // namespace latchkey
