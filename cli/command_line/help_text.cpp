// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line/help_text.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "base/unicode.hpp"
#include "cli/command_table.hpp"
#include "cli/output/style.hpp"

namespace latchkey::cli {
namespace {

constexpr std::size_t kWidestName = 22;  // a longer one has a line of its own

/// A row of two columns.
using HelpRow = std::pair<std::string, std::string>;

/// "-p, --profile NAME". Long names are aligned, with or without a short one.
std::string shown_names(const OptionSpec& option) {
  if (is_positional(option)) return option.names + "...";
  std::string names = option.names.starts_with("--") ? "    " : "";
  for (const char c : option.names) names += c == ',' ? std::string(", ") : std::string(1, c);
  return option.value.empty() ? names : names + ' ' + option.value;
}

std::string shown_help(const OptionSpec& option) {
  if (option.choices.empty()) return option.help;
  auto choices = option.choices;
  for (auto& choice : choices) {
    if (choice == option.standard) choice += " (default)";
  }
  return option.help + ": " + text::join(choices, ", ");
}

/// Breaks `words` at blanks so that lines that begin at column `indent` end before column page_width(). The
/// first line is without its indent.
std::string wrapped(const std::string& words, std::size_t indent) {
  const auto width = page_width();
  std::string lines;
  std::size_t column = indent;
  for (std::size_t start = 0; start < words.size();) {
    const auto end = std::min(words.find(' ', start), words.size());
    const auto word = words.substr(start, end - start);
    if (column != indent && column + 1 + word.size() > width) {
      lines += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (column != indent) {
      lines += ' ';
      ++column;
    }
    lines += word;
    column += word.size();
    start = end + 1;
  }
  return lines;
}

/// Notes, whose lines end before column 80, for a narrower terminal. A line goes on in the next one unless
/// that begins after indented lines; indented lines hang below their first.
std::string reflowed(const std::string& notes) {
  if (page_width() >= kPageWidth) return notes;
  std::string result;
  std::string words;
  std::size_t indent = 0;
  const auto end_paragraph = [&] {
    if (!words.empty()) result += wrapped(words, indent) + '\n';
    words.clear();
    indent = 0;
  };
  for (std::size_t start = 0; start < notes.size();) {
    const auto end = std::min(notes.find('\n', start), notes.size());
    const auto line = std::string_view(notes).substr(start, end - start);
    const auto blanks = std::min(line.find_first_not_of(' '), line.size());
    if (line.empty() || (blanks == 0 && indent > 0)) end_paragraph();
    if (blanks > 0) indent = blanks;
    words += (words.empty() ? "" : " ") + std::string(line.substr(blanks));
    start = end + 1;
  }
  end_paragraph();
  return result;
}

/// The column in which the help of `rows` begins.
std::size_t help_column(const std::vector<HelpRow>& rows) {
  std::size_t width = 0;
  for (const auto& [name, help] : rows) {
    if (name.size() <= kWidestName) width = std::max(width, name.size());
  }
  return 2 + width + 2;
}

std::string in_columns(const std::vector<HelpRow>& rows, std::size_t column) {
  std::string lines;
  for (const auto& [name, help] : rows) {
    const auto line = "  " + name;
    lines += line + (line.size() + 2 <= column ? std::string(column - line.size(), ' ')
                                               : '\n' + std::string(column, ' '));
    lines += wrapped(help, column) + '\n';
  }
  return lines;
}

std::string shortest_names(const std::vector<OptionSpec>& options) {
  std::vector<std::string> names;
  for (const auto& option : options) {
    const auto shortest = option.names.substr(0, option.names.find(','));
    names.push_back(option.value.empty() ? shortest : shortest + ' ' + option.value);
  }
  return text::join(names, ", ");
}

/// In bold, where standard output has colours.
std::string heading(const char* words) {
  return painted(words, Style::heading, output_has_colours());
}

std::string usage_line(const CommandSpec& command) {
  std::string line = heading("Usage:") + " latchkey " + command.name + " [OPTIONS]";
  for (const auto& option : command.options) {
    if (is_positional(option)) line += " [" + option.names + "...]";
  }
  if (command.runs_program) line += " -- PROGRAM [ARGUMENT...]";
  return line + '\n';
}

}  // namespace

std::string program_help(const std::vector<OptionSpec>& common) {
  constexpr std::size_t kCommonOptions = std::string_view("Common options: ").size();
  std::vector<HelpRow> rows;
  for (const auto& command : commands()) rows.emplace_back(command.name, command.summary);
  return "One MFA code, and every AWS tool on the machine is in.\n\n" + heading("Usage:") +
         " latchkey COMMAND [OPTIONS]\n\n" + heading("Commands:") + '\n' +
         in_columns(rows, help_column(rows)) + '\n' + heading("Common options:") + ' ' +
         wrapped(shortest_names(common), kCommonOptions) +
         "\nRun \"latchkey COMMAND --help\" for the options of a command.\n";
}

std::string command_help(const CommandSpec& command, const std::vector<OptionSpec>& common) {
  std::vector<HelpRow> own;
  std::vector<HelpRow> shared;
  std::string names;  // of the common options, on one line
  for (const auto& option : command.options) own.emplace_back(shown_names(option), shown_help(option));
  for (const auto& option : common) {
    if (!command.takes_profile && option.kind == ValueKind::profile) continue;
    names += (names.empty() ? "" : "; ") + std::string(unicode::strip_start(shown_names(option)));
    shared.emplace_back(shown_names(option), shown_help(option));
  }
  const auto column = std::max(help_column(own), help_column(shared));
  std::string before = wrapped(command.summary + '.', 0) + "\n\n" + usage_line(command);
  if (!own.empty()) before += '\n' + heading("Options:") + '\n' + in_columns(own, column);
  std::string after;
  if (!command.examples.empty()) after += '\n' + heading("Examples:") + '\n' + command.examples;
  if (!command.notes.empty()) after += '\n' + reflowed(command.notes);
  before += '\n' + heading("Common options:") + '\n';
  auto whole = before + in_columns(shared, column) + after;
  if (static_cast<std::size_t>(std::count(whole.begin(), whole.end(), '\n')) <= kHelpLines) return whole;
  return before + "  " + wrapped(names, 2) + '\n' + after;
}

}  // namespace latchkey::cli
