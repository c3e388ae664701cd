// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line/usage_error.hpp"

#include "base/text.hpp"
#include "cli/command_table.hpp"
#include "platform/process/command_line.hpp"

namespace latchkey::cli {
namespace {

constexpr const char* kSeeHelp = "latchkey --help lists the commands";

/// With a blank behind it.
std::string question(const std::vector<std::string>& near) {
  return near.empty() ? "" : text::did_you_mean(near) + ' ';
}

Error no_such_command(const std::string& word) {
  std::vector<std::string> names;
  for (const auto& command : commands()) names.emplace_back(command.name);
  const auto near = word == "ls"        ? std::vector<std::string>{"list"}
                    : word == "version" ? std::vector<std::string>{"--version"}
                                        : text::nearest(names, word);
  return {Cause::unknown_command, "there is no command " + text::printable(word), question(near) + kSeeHelp};
}

/// The long options of `command` that `word` may mean: "did you mean --all-roles? ". Empty: none.
std::string meant_option(const CLI::App& command, const std::string& word) {
  std::vector<std::string> names;
  for (const auto* option : command.get_options()) {
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  }
  const auto near = text::nearest(names, word.substr(0, word.find('=')));
  return question(near);
}

/// Converts a message of CLI11, which begins with a capital and may end with a full stop.
std::string in_our_form(std::string message) {
  if (!message.empty() && message.front() >= 'A' && message.front() <= 'Z') {
    message.front() = static_cast<char>(message.front() + 32);
  }
  while (!message.empty() && message.back() == '.') message.pop_back();
  constexpr std::string_view kMissing = ": 1 required ";  // "--profile: 1 required NAME missing"
  const auto at = message.find(kMissing);
  if (at != std::string::npos && message.ends_with(" missing"))
    message = message.substr(0, at) + " needs a value";
  constexpr std::string_view kTwice = ": At Most 1 required";  // "--port: At Most 1 required but received 2"
  if (const auto end = message.find(kTwice); end != std::string::npos)
    message = message.substr(0, end) + " is given more than once";
  constexpr std::string_view kFlag = "could not convert: ";  // "could not convert: --json = maybe"
  if (const auto end = message.find(" = "); message.starts_with(kFlag) && end != std::string::npos)
    message = message.substr(kFlag.size(), end - kFlag.size()) + " takes no value";
  return text::printable(message);
}

}  // namespace

Error usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const auto chosen = app.get_subcommands();
  const auto extras = app.remaining(true);
  const std::string help =
      chosen.empty() ? kSeeHelp : "latchkey " + chosen.front()->get_name() + " --help lists its options";
  const bool has_extras =
      error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError) && !extras.empty();
  if (!has_extras) return {Cause::usage, in_our_form(error.what()), help};
  const std::string& word = extras.front();
  const bool is_option = !word.empty() && word.front() == '-';
  if (chosen.empty() && !is_option) return no_such_command(word);
  const bool is_version = chosen.empty() && (word == "-v" || word == "-V");
  const std::string meant = is_version       ? "did you mean --version? "
                            : chosen.empty() ? ""
                            : is_option
                                ? meant_option(*chosen.front(), word)
                                : "a profile is named with -p: latchkey " + chosen.front()->get_name() +
                                      " -p " + command_line_word(text::printable(word)) + "; ";
  return {Cause::usage, "unexpected argument: " + text::printable(word), meant + help};
}

Error no_command() {
  return {Cause::usage, "no command was given", kSeeHelp};
}

}  // namespace latchkey::cli
