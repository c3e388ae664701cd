// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/secret/secret_text.hpp"
#include "cli/command.hpp"
#include "platform/process/command_line.hpp"
#include "serve/child/credential_text.hpp"
#include "serve/endpoint/server_lock.hpp"

// What latchkey serve prints for the programs that use the endpoint.
namespace latchkey::cli {

struct ServeOptions {
  std::vector<std::string> profiles;
  std::string format = usual_shell();
  std::optional<std::string> port_text;  ///< as it was given; nullopt: any free port
  int port = 0;
  std::optional<std::string> socket;
  bool imds = false, token_file = false, background = false, stop = false;
};

/// The names that --format takes.
const std::vector<std::string>& variable_formats();

/// The variables that lead a program to `server`, in the format that was asked for. Errors: as
/// variables_text().
Result<SecretText> variables(const CommandInput& in, const ServeOptions& options,
                             const RunningServer& server);

/// Warns of what makes the SDKs of this shell look elsewhere before the endpoint.
void warn_of_overrides(const CommandInput& in, const ServeOptions& options);

}  // namespace latchkey::cli
