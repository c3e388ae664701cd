// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "cli/command.hpp"
#include "serve/credential_text.hpp"

namespace latchkey::cli {

Declare declare_process;

Run declare_process(CLI::App& app) {
  app.footer(R"(In ~/.aws/config:  credential_process = latchkey process --profile NAME
It prints nothing else on stdout and asks on the terminal itself.
)");
  return [](const CommandInput& in) -> Result<int> {
    TRY(const auto credentials, in.session->credentials());
    TRY(const auto text, export_text(credentials, ExportFormat::process, in.session->profile()));
    CHECK(print(text));
    return 0;
  };
}

}  // namespace latchkey::cli
