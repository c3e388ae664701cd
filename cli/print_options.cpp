// SPDX-License-Identifier: Apache-2.0
// Prints the tables of commands, options and error codes as JSON, for scripts/manual. Not installed.
#include <nlohmann/json.hpp>

#include "cli/command_table.hpp"
#include "cli/explain/explanations.hpp"
#include "cli/output/messages.hpp"

namespace latchkey::cli {
namespace {

using Json = nlohmann::ordered_json;

const char* value_name(ValueKind kind) {
  switch (kind) {
    case ValueKind::text:
      return "text";
    case ValueKind::profile:
      return "profile";
    case ValueKind::region:
      return "region";
    case ValueKind::choice:
      return "choice";
    case ValueKind::file:
      return "file";
    case ValueKind::duration:
      return "duration";
    case ValueKind::number:
      return "number";
  }
  return "";
}

Json options_json(const std::vector<OptionSpec>& options) {
  Json array = Json::array();
  for (const auto& option : options) {
    array.push_back({{"names", option.names},
                     {"value", option.value},
                     {"kind", value_name(option.kind)},
                     {"help", option.help},
                     {"choices", option.choices},
                     {"standard", option.standard},
                     {"needs", option.needs},
                     {"excludes", option.excludes},
                     {"alone", option.alone}});
  }
  return array;
}

/// "section": the title above this code; empty: that of the one before.
Json errors_json() {
  Json rows = Json::array();
  for (std::size_t i = 0; i < cause_count(); ++i) {
    const auto cause = static_cast<Cause>(i);
    const auto [causes, fix] = explanation_of(cause);
    rows.push_back({{"section", section_that_begins_at(cause)},
                    {"code", code_of(cause)},
                    {"kind", name_of(kind_of(cause))},
                    {"meaning", meaning_of(cause)},
                    {"causes", causes},
                    {"fix", fix}});
  }
  return rows;
}

int print_options() {
  const auto table = option_table();
  Json commands = Json::array();
  for (const auto& command : table.commands) {
    commands.push_back({{"name", command.name},
                        {"summary", command.summary},
                        {"runs_program", command.runs_program},
                        {"takes_profile", command.takes_profile},
                        {"options", options_json(command.options)}});
  }
  const Json whole = {
      {"common", options_json(table.common)}, {"commands", commands}, {"errors", errors_json()}};
  return print_json(whole) ? 0 : 1;
}

}  // namespace
}  // namespace latchkey::cli

int main() {
  return latchkey::cli::print_options();
}
