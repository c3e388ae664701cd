// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/secret/secret_text.hpp"
#include <latchkey/credentials.hpp>
#include <latchkey/error.hpp>

// Credentials as other programs take them.
namespace latchkey {

enum class ExportFormat { process, env, env_no_export, powershell, windows_cmd, fish, dotenv, ini };

/// The formats by name, in the order in which `aws configure export-credentials` lists its own; ours come
/// last.
const std::vector<std::pair<std::string_view, ExportFormat>>& export_formats();

/// The bytes that `aws configure export-credentials --format` prints, but with values quoted for their shell
/// where they need it. `profile` heads the ini format. Errors: config - a value that the format cannot carry.
Result<SecretText> export_text(const Credentials& credentials, ExportFormat format,
                               const std::string& profile);

/// The same as environment variables, by the names that every SDK reads.
std::vector<std::pair<std::string, std::string>> credential_variables(const Credentials& credentials);

/// Assignments of variables, a line each, in a format that has them: any but process and ini. Errors: as
/// export_text().
Result<SecretText> variables_text(const std::vector<std::pair<std::string, std::string>>& variables,
                                  ExportFormat format);

/// Commands that remove variables, a line each. Empty for process, ini and dotenv, which cannot.
std::string removal_text(const std::vector<std::string>& names, ExportFormat format);

}  // namespace latchkey
