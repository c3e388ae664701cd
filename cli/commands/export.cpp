// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>

#include "aws/config/settings.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "cli/command.hpp"
#include "cli/output/key_warning.hpp"
#include "serve/child/child_environment.hpp"
#include "serve/child/credential_text.hpp"

namespace latchkey::cli {

Declare declare_export;

namespace {

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const auto& [name, format] : export_formats()) names.emplace_back(name);
  return names;
}

Result<ExportFormat> format_named(const std::string& wanted) {
  for (const auto& [name, format] : export_formats()) {
    if (name == wanted) return format;
  }
  const bool is_shell = wanted == "sh" || wanted == "bash" || wanted == "zsh";
  const std::string meant = wanted == "json" ? "process prints JSON; "
                            : is_shell       ? "env is for " + wanted + "; "
                                             : "";
  return fail(Cause::usage, "there is no format \"" + wanted + '"',
              meant + "it is one of " + text::join(format_names(), ", "));
}

/// The other lines for a shell that uses only these credentials: sets the region, as exec does, and removes
/// leftover variables of other credentials.
Result<SecretText> rest_of_shell(const CommandInput& in, const Credentials& credentials,
                                 ExportFormat format) {
  if (format == ExportFormat::process || format == ExportFormat::ini) return SecretText();
  auto variables = region_variables(in.session->region());
  // In a shell that exec started, the shell prompt may show it.
  if (in.setup.host.env.find(kProfileVariable) != nullptr)
    variables.emplace_back(kProfileVariable, in.session->profile());
  TRY(auto text, variables_text(variables, format));
  const auto set = credential_variables(credentials);
  std::vector<std::string> left_over;
  for (const auto* name : kReplacedVariables) {
    const bool is_set =
        std::any_of(set.begin(), set.end(), [&](const auto& variable) { return variable.first == name; });
    if (!is_set && in.setup.host.env.find(name) != nullptr) left_over.emplace_back(name);
  }
  return text.append(removal_text(left_over, format));
}

}  // namespace

Run declare_export(Declaration& declaration) {
  auto format = std::make_shared<std::string>("process");
  declaration.add(*format, {.names = "--format",
                            .value = "FORMAT",
                            .kind = ValueKind::choice,
                            .help = "Print the credentials in this format",
                            .choices = format_names(),
                            .standard = *format});
  declaration.examples(R"text(  eval "$(latchkey export -p NAME --format env)"             bash, zsh, sh
  latchkey export -p NAME --format fish | source             fish
  latchkey export -p NAME --format powershell | Out-String | Invoke-Expression
)text");
  declaration.notes("The output contains secrets. \"latchkey exec\" keeps them off screens and disks.\n");
  return [format](const CommandInput& in) -> Result<int> {
    TRY(const auto chosen, format_named(*format));
    TRY(const auto credentials, in.session->credentials());
    warn_of_keys(in, credentials);
    TRY(auto text, export_text(credentials, chosen, in.session->profile()));
    TRY(const auto rest, rest_of_shell(in, credentials, chosen));
    CHECK(print_raw(text.append(rest)));
    return 0;
  };
}

}  // namespace latchkey::cli
