// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/secret/secret_text.hpp"
#include <latchkey/credentials.hpp>
#include <latchkey/error.hpp>

// Formats credentials for other programs.
namespace latchkey {

enum class ExportFormat { process, env, env_no_export, powershell, windows_cmd, fish, dotenv, ini };

/// The formats by name: those of `aws configure export-credentials` in its order, then latchkey's own.
const std::vector<std::pair<std::string_view, ExportFormat>>& export_formats();

/// The output of `aws configure export-credentials --format`, with values quoted for the shell if necessary.
/// `profile` is the section of the ini format. Errors: config - the format cannot represent a value.
Result<SecretText> export_text(const Credentials& credentials, ExportFormat format,
                               const std::string& profile);

/// The same as environment variables with the names that every SDK reads.
std::vector<std::pair<std::string, std::string>> credential_variables(const Credentials& credentials);

/// Assignments of variables, a line each, in any format except process and ini. Errors: as export_text().
Result<SecretText> variables_text(const std::vector<std::pair<std::string, std::string>>& variables,
                                  ExportFormat format);

/// Commands that remove variables, a line each. Empty for process, ini and dotenv, which cannot.
std::string removal_text(const std::vector<std::string>& names, ExportFormat format);

}  // namespace latchkey
