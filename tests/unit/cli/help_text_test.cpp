// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line/help_text.hpp"

#include <gtest/gtest.h>

#include "cli/command_table.hpp"

namespace latchkey::cli {
namespace {

const std::vector<OptionSpec> kCommon = {
    {.names = "-p,--profile", .value = "NAME", .kind = ValueKind::profile, .help = "Use this profile"},
    {.names = "-h,--help", .help = "Print the help"}};

TEST(HelpText, ListsTheOptionsOfTheCommandFirst) {
  const CommandSpec command{.name = "fetch",
                            .summary = "Fetch something",
                            .options = {{.names = "PROFILE", .help = "Fetch more"},
                                        {.names = "--format",
                                         .value = "FORMAT",
                                         .help = "Use it",
                                         .choices = {"a", "b"},
                                         .standard = "b"}},
                            .examples = "  latchkey fetch ops\n",
                            .notes = "Note.\n"};
  EXPECT_EQ(command_help(command, kCommon),
            "Fetch something.\n\n"
            "Usage: latchkey fetch [OPTIONS] [PROFILE...]\n\n"
            "Options:\n"
            "  PROFILE...           Fetch more\n"
            "      --format FORMAT  Use it: a, b (default)\n\n"
            "Common options:\n"
            "  -p, --profile NAME   Use this profile\n"
            "  -h, --help           Print the help\n\n"
            "Examples:\n"
            "  latchkey fetch ops\n\n"
            "Note.\n");
}

TEST(HelpText, OmitsTheProfileOfACommandThatRejectsIt) {
  const CommandSpec command{.name = "keep", .summary = "Keep", .takes_profile = false};
  EXPECT_EQ(command_help(command, kCommon),
            "Keep.\n\nUsage: latchkey keep [OPTIONS]\n\nCommon options:\n  -h, --help  Print the help\n");
}

TEST(HelpText, ShowsThatAProgramFollows) {
  const CommandSpec command{.name = "exec", .summary = "Run", .runs_program = true};
  EXPECT_NE(command_help(command, kCommon).find("Usage: latchkey exec [OPTIONS] -- PROGRAM [ARGUMENT...]\n"),
            std::string::npos);
}

TEST(HelpText, BreaksLongTextsAtColumn80) {
  std::string words = "word";
  while (words.size() < 100) words += " word";
  const CommandSpec command{.name = "a",
                            .summary = "A",
                            .options = {{.names = "--much-longer,--than-its-column", .help = words},
                                        {.names = "--json", .help = "J"}},
                            .takes_profile = false};
  EXPECT_EQ(command_help(command, {}),
            "A.\n\nUsage: latchkey a [OPTIONS]\n\nOptions:\n"
            "      --much-longer, --than-its-column\n"
            "              word word word word word word word word word word word word word\n"
            "              word word word word word word word word\n"
            "      --json  J\n\nCommon options:\n");
}

TEST(HelpText, OfManyOptionsListsCommonOptionsOnOneLine) {
  CommandSpec command{.name = "a", .summary = "A"};
  for (int i = 0; i < 15; ++i)
    command.options.push_back({.names = "--option" + std::to_string(i), .help = "O"});
  EXPECT_TRUE(
      command_help(command, kCommon).ends_with("\n\nCommon options:\n  -p, --profile NAME; -h, --help\n"));
  command.options.pop_back();
  EXPECT_TRUE(
      command_help(command, kCommon).ends_with("Use this profile\n  -h, --help          Print the help\n"));
}

TEST(HelpText, OfTheProgramListsCommandsAndCommonOptions) {
  const auto help = program_help(kCommon);
  EXPECT_TRUE(
      help.starts_with("One MFA code, and every AWS tool on the machine is in.\n\n"
                       "Usage: latchkey COMMAND [OPTIONS]\n\nCommands:\n  login    Sign in "));
  EXPECT_TRUE(
      help.ends_with("\n\nCommon options: -p NAME, -h\n"
                     "Run \"latchkey COMMAND --help\" for the options of a command.\n"));
  for (const auto& command : commands())
    EXPECT_NE(help.find(command.summary), std::string::npos) << command.name;
}

/// Every option is also in the texts of scripts/manual, which have a line of at most 80 characters for it.
TEST(OptionTable, HasAOneLineHelpForEveryOption) {
  const auto table = option_table();
  auto options = table.common;
  for (const auto& command : table.commands) {
    EXPECT_LE(command.summary.size(), 68U) << command.name;
    options.insert(options.end(), command.options.begin(), command.options.end());
  }
  for (const auto& option : options) {
    EXPECT_LE(option.help.size(), 78U) << option.names;
    EXPECT_TRUE(!option.help.empty() && option.help.back() != '.') << option.names;
    EXPECT_EQ(option.kind == ValueKind::choice, !option.choices.empty()) << option.names;
  }
}

/// CLI11's options and the table are the same.
TEST(OptionTable, HasEveryOptionThatIsParsed) {
  for (const auto& command : commands()) {
    CLI::App app;
    CommonOptions common;
    const auto declared = declare_command(app, command, common);
    const auto own = declared.spec.options.size() + option_table().common.size();
    EXPECT_EQ(app.get_subcommand(command.name)->get_options().size(), own) << command.name;
  }
}

}  // namespace
}  // namespace latchkey::cli
