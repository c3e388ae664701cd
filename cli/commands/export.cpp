// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "base/text.hpp"
#include "base/try.hpp"
#include "cli/command.hpp"
#include "serve/child/credential_text.hpp"

namespace latchkey::cli {

Declare declare_export;

namespace {

std::string format_names() {
  std::vector<std::string> names;
  for (const auto& [name, format] : export_formats()) names.emplace_back(name);
  return text::join(names, ", ");
}

Result<ExportFormat> format_named(const std::string& wanted) {
  for (const auto& [name, format] : export_formats()) {
    if (name == wanted) return format;
  }
  return fail(Cause::usage, "there is no format \"" + wanted + '"', "it is one of " + format_names());
}

}  // namespace

Run declare_export(CLI::App& app) {
  auto format = std::make_shared<std::string>("process");
  app.add_option("--format", *format, "one of " + format_names())->type_name("FORMAT")->capture_default_str();
  app.footer(R"text(For example:
  eval "$(latchkey export -p NAME --format env)"             bash, zsh, sh
  latchkey export -p NAME --format fish | source             fish
  latchkey export -p NAME --format powershell | Out-String | Invoke-Expression
  for /f "tokens=1*" %a in ('latchkey export -p NAME --format windows-cmd') do @set %b
  latchkey export -p NAME --format dotenv > .env             docker run --env-file .env
This prints secrets; latchkey exec keeps them off the screen and out of files.
)text");
  return [format](const CommandInput& in) -> Result<int> {
    TRY(const auto chosen, format_named(*format));
    TRY(const auto credentials, in.session->credentials());
    TRY(const auto text, export_text(credentials, chosen, in.session->profile()));
    CHECK(print_raw(text));
    return 0;
  };
}

}  // namespace latchkey::cli
