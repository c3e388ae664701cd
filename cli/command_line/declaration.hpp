// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include <CLI/App.hpp>

#include "cli/command_line/option_spec.hpp"

namespace latchkey::cli {

/// Declares options: to CLI11, which parses them, and in a table for --help and the manual.
class Declaration {
 public:
  Declaration(CLI::App& app, CommandSpec& spec) : app_(app), spec_(spec) {}

  /// Declares an option. A bool is a flag. The parser sets `target` later, so `target` must outlive the
  /// parser.
  template <typename Target>
  CLI::Option* add(Target& target, OptionSpec option) {
    auto* declared = declare(target, option);
    if (!option.value.empty()) declared->type_name(option.value);
    describe(std::move(option));
    return declared;
  }
  /// Lists an option that CLI11 has already declared.
  void describe(OptionSpec option) { spec_.options.push_back(std::move(option)); }

  /// The command fails if --profile is given, so its help does not show that option.
  void rejects_profile() { spec_.takes_profile = false; }
  /// Lines for the end of --help, at most 80 columns, each with a line end.
  void examples(std::string lines) { spec_.examples = std::move(lines); }
  void notes(std::string lines) { spec_.notes = std::move(lines); }

 private:
  CLI::Option* declare(bool& target, const OptionSpec& option) { return app_.add_flag(option.names, target); }
  template <typename Target>
  CLI::Option* declare(Target& target, const OptionSpec& option) {
    return app_.add_option(option.names, target);
  }

  CLI::App& app_;
  CommandSpec& spec_;
};

}  // namespace latchkey::cli
