// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace latchkey::cli {

/// What the value of an option is, for shell completions.
enum class ValueKind { text, profile, region, choice, file, duration, number };

/// One option, or one positional argument, as --help, the man pages and the guide show it
/// (docs/decisions/0019).
struct OptionSpec {
  /// As CLI11 takes them: "-p,--profile". A positional argument: its name in capitals.
  std::string names = {};
  std::string value = {};  ///< the name of the value, "NAME"; empty: a flag or a positional argument
  ValueKind kind = ValueKind::text;
  /// At most 78 characters. Starts with a verb and a capital, has no full stop. ASCII without markup.
  std::string help = {};
  std::vector<std::string> choices = {};  ///< all values of ValueKind::choice
  std::string standard = {};              ///< the value if the option is not given; empty: none to be shown
  std::string needs = {};                 ///< the option without which this one is an error
  std::string excludes = {};              ///< the option with which this one is an error
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
