// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace latchkey {

/// The category of an error. Each Cause has one.
enum class ErrorKind : std::uint8_t {
  usage,      ///< the caller requested something that does not exist
  config,     ///< a config or credentials file, or a variable, has a value that cannot work
  missing,    ///< nothing is configured: no credentials, no such profile
  denied,     ///< AWS replied and denied the request
  network,    ///< AWS could not be reached, or the reply is not one of AWS
  terminal,   ///< a prompt is needed, and no prompter is available
  cancelled,  ///< the user cancelled the prompt
  io,  ///< a file or folder could not be read or written; the system lacks memory, randomness or threads
};

/// The exact cause of an error, for callers to branch on. <latchkey/causes.def> lists all causes with their
/// meanings and their codes, which are stable across releases.
enum class Cause : std::uint8_t {
#define LATCHKEY_CAUSE(name, code, kind, meaning) name,
#include <latchkey/causes.def>
#undef LATCHKEY_CAUSE
};

ErrorKind kind_of(Cause cause) noexcept;
/// "usage": as the value above is spelled.
std::string_view name_of(ErrorKind kind) noexcept;
/// "ca-bundle-missing".
std::string_view code_of(Cause cause) noexcept;
/// nullopt: no cause has this code.
std::optional<Cause> find_cause(std::string_view code) noexcept;
/// One sentence.
std::string_view meaning_of(Cause cause) noexcept;

/// The place of the value that caused an error.
struct Origin {
  enum class Kind : std::uint8_t {
    none,      ///< no single place
    file,      ///< a line of a file, or a whole file
    variable,  ///< an environment variable
    option     ///< a command-line option or the argument of a library call
  };
  Kind kind = Kind::none;
  std::string name;        ///< the path, the variable, or the option ("--region")
  std::uint32_t line = 0;  ///< from 1; 0: the whole file
  std::string setting;     ///< "ca_bundle"; empty: none
  std::string profile;     ///< the profile of the setting; empty: none

  static Origin file(std::string path, std::uint32_t line = 0) {
    return {Kind::file, std::move(path), line, {}, {}};
  }
  static Origin variable(std::string name) { return {Kind::variable, std::move(name), 0, {}, {}}; }
  /// A setting of a profile. The session adds the file and the line, if the setting is in one.
  static Origin of_setting(std::string profile, std::string setting) {
    return {Kind::none, {}, 0, std::move(setting), std::move(profile)};
  }
  static Origin option(std::string name) { return {Kind::option, std::move(name), 0, {}, {}}; }
  bool is_known() const { return kind != Kind::none; }
  bool operator==(const Origin&) const = default;
};

/// Why there is no value. `message` says what happened; `hint` says what to do next and may be empty. Each is
/// one line in lower case, without a full stop, and contains no secret.
struct Error {
  Error() = default;
  Error(Cause why, std::string what, std::string how = {}, Origin where = {})
      : cause(why),
        kind(kind_of(why)),
        message(std::move(what)),
        hint(std::move(how)),
        origin(std::move(where)) {}

  Cause cause = Cause::internal;
  ErrorKind kind = ErrorKind::io;  ///< kind_of(cause)
  std::string message;
  std::string hint;
  Origin origin;
};

/// A value or an Error. The functions of Session turn every exception into an Error.
template <typename T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(Cause cause, std::string message, std::string hint = {},
                                                Origin origin = {}) {
  return tl::unexpected<Error>(Error(cause, std::move(message), std::move(hint), std::move(origin)));
}

}  // namespace latchkey
