// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line/passthrough_args.hpp"

#include <algorithm>

#include "cli/command_table.hpp"

namespace latchkey::cli {
namespace {

const CLI::App* command_named(const CLI::App& app, const std::string& name) {
  const auto found =
      app.get_subcommands([&](const CLI::App* command) { return command->get_name() == name; });
  return found.empty() ? nullptr : found.front();
}

bool runs_program(const std::string& name) {
  return std::any_of(commands().begin(), commands().end(), [&](const Command& command) {
    return command.name == name && command.needs == Needs::program;
  });
}

/// Whether the word after `word` is its value.
bool takes_next(const CLI::App& level, const std::string& word) {
  const auto* option = level.get_option_no_throw(word);
  return option != nullptr && option->get_items_expected_max() > 0;
}

}  // namespace

std::vector<std::string> take_program(const CLI::App& app, std::vector<std::string>& words) {
  const CLI::App* command = nullptr;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word.size() > 1 && word.front() == '-' && word != "--") {
      if (takes_next(command != nullptr ? *command : app, word)) ++i;
    } else if (command == nullptr) {
      command = command_named(app, word);
      if (command == nullptr || !runs_program(word)) return {};
    } else {
      const auto first = words.begin() + static_cast<std::ptrdiff_t>(i);
      std::vector<std::string> program(word == "--" ? first + 1 : first, words.end());
      words.erase(first, words.end());
      return program;
    }
  }
  return {};
}

}  // namespace latchkey::cli
