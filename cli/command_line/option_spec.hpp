// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace latchkey::cli {

/// The kind of an option's value, for shell completions.
enum class ValueKind { text, profile, region, choice, file, duration, number };

/// One option or positional argument, for --help, the man pages and the guide (docs/decisions/0019).
struct OptionSpec {
  /// In the form of CLI11: "-p,--profile". For a positional argument, its name in capitals.
  std::string names = {};
  std::string value = {};  ///< the name of the value, "NAME"; empty: a flag or a positional argument
  ValueKind kind = ValueKind::text;
  /// At most 78 characters of ASCII without markup. Starts with a capitalized verb and has no full stop.
  std::string help = {};
  std::vector<std::string> choices = {};  ///< all values of ValueKind::choice
  std::string standard = {};              ///< the default value; empty: not shown
  std::string needs = {};                 ///< the option that this one requires
  std::string excludes = {};              ///< the option that cannot be combined with this one
  bool alone = false;                     ///< no other option of the command has an effect with it
};

inline bool is_positional(const OptionSpec& option) {
  return !option.names.starts_with('-');
}

/// One command with its own options, in the order of --help.
struct CommandSpec {
  std::string name;
  std::string summary;
  std::vector<OptionSpec> options = {};
  bool runs_program = false;  ///< takes the words of a program: -- PROGRAM [ARGUMENT...]
  bool takes_profile = true;  ///< false: --profile is an error
  std::string examples = {};  ///< lines of --help
  std::string notes = {};     ///< lines of --help
};

}  // namespace latchkey::cli
