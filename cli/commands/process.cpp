// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/process.hpp"

#include "base/try.hpp"
#include "serve/child/credential_text.hpp"

namespace latchkey::cli {

Declare declare_process;

Result<int> run_process(const CommandInput& in) {
  TRY(const auto credentials, in.session->credentials());
  TRY(const auto text, export_text(credentials, ExportFormat::process, in.session->profile()));
  CHECK(print_raw(text));
  return 0;
}

Run declare_process(CLI::App& app) {
  app.footer(R"(In ~/.aws/config:  credential_process = latchkey process --profile NAME
It prints nothing else on stdout and asks on the terminal itself.
)");
  return run_process;
}

}  // namespace latchkey::cli
