// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/process.hpp"

#include "base/try.hpp"
#include "serve/child/credential_text.hpp"

namespace latchkey::cli {

Declare declare_process;

std::optional<SessionOptions> parse_process_line(const std::vector<std::string>& words) {
  if (words.empty() || words[0] != "process") return std::nullopt;
  SessionOptions options;
  if (words.size() == 1) return options;
  const bool names_profile = words.size() == 3 && (words[1] == "-p" || words[1] == "--profile") &&
                             !words[2].empty() && words[2].front() != '-';
  if (!names_profile) return std::nullopt;
  options.profile = words[2];
  return options;
}

Result<int> run_process(const CommandInput& in) {
  TRY(const auto credentials, in.session->credentials());
  TRY(const auto text, export_text(credentials, ExportFormat::process, in.session->profile()));
  CHECK(print_raw(text));
  return 0;
}

Run declare_process(Declaration& declaration) {
  declaration.notes(R"(In ~/.aws/config:  credential_process = latchkey process --profile NAME
It prints nothing else to standard output and prompts on the terminal.
)");
  return run_process;
}

}  // namespace latchkey::cli
