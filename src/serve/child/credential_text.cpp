// SPDX-License-Identifier: Apache-2.0
#include "serve/child/credential_text.hpp"

#include <nlohmann/json.hpp>

#include "base/credential_check.hpp"
#include "base/python_json.hpp"
#include "base/secret/credentials_json.hpp"
#include "base/secret/secret_json.hpp"
#include "base/timestamp.hpp"
#include "base/unicode.hpp"

namespace latchkey {
namespace {

std::optional<std::string> expiration_text(const Credentials& credentials) {
  if (!credentials.expiration) return std::nullopt;
  return isoformat({*credentials.expiration, credentials.expiration_offset});
}

/// The characters of AWS's keys, tokens and times, which are not special in any shell.
bool is_plain(std::string_view value) {
  return value.find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=._:-@,%") ==
         std::string_view::npos;
}

/// `value` with `escape` before each of `special`.
SecretText escaped(std::string_view value, std::string_view special, char escape) {
  SecretText result;
  for (const char c : value) {
    if (special.find(c) != std::string_view::npos) result += escape;
    result += c;
  }
  return result;
}

SecretText posix_quoted(const std::string& value) {
  if (is_plain(value)) return value;
  SecretText result = "'";
  for (const char c : value) {
    if (c == '\'') {
      result += "'\\''";
    } else {
      result += c;
    }
  }
  return result += '\'';
}

SecretText joined(std::initializer_list<std::string_view> parts) {
  SecretText text;
  for (const auto part : parts) text += part;
  return text;
}

SecretText dotenv_quoted(const std::string& value) {
  return is_plain(value) ? value : joined({"\"", escaped(value, "\\\"$`", '\\'), "\""});
}

SecretText process_text(const Credentials& credentials) {
  OrderedSecretJson document;
  auto& json = *document;
  json["Version"] = 1;
  add_keys(json, credentials);
  if (!credentials.session_token) json.erase("SessionToken");
  if (const auto time = expiration_text(credentials)) json["Expiration"] = *time;
  return python_json_indented(json) += '\n';
}

Result<SecretText> ini_text(const Credentials& credentials, const std::string& profile) {
  if (profile == "DEFAULT") {
    return fail(Cause::format_unsuitable,
                "the section [DEFAULT] would give these credentials to every profile",
                "give the profile another name, or use --format process");
  }
  SecretText text = '[' + profile + "]\n";
  const auto add = [&](const char* key, const std::string& value) {
    text.append(key).append(" = ").append(value).append("\n");
    // Parsers strip blanks around a value, and reject files that are not UTF-8.
    return value.find_first_of(std::string_view("\n\r\0", 3)) == std::string::npos &&
           unicode::strip(value) == value && unicode::is_valid(value);
  };
  const bool plain =
      !flaw_in(std::string_view(profile)) && add("aws_access_key_id", credentials.access_key_id) &&
      add("aws_secret_access_key", credentials.secret_access_key.reveal()) &&
      (!credentials.session_token || add("aws_session_token", credentials.session_token->reveal()));
  if (plain) return text;
  return fail(Cause::format_unsuitable,
              "the credentials or the profile's name have a character that this format cannot carry",
              "use --format process");
}

SecretText line(ExportFormat format, const std::string& name, const std::string& value) {
  switch (format) {
    case ExportFormat::env:
      return joined({"export ", name, "=", posix_quoted(value)});
    case ExportFormat::env_no_export:
      return joined({name, "=", posix_quoted(value)});
    case ExportFormat::dotenv:
      return joined({name, "=", dotenv_quoted(value)});
    case ExportFormat::powershell:
      return joined({"$Env:", name, "=\"", escaped(value, "`\"$", '`'), "\""});
    case ExportFormat::fish:
      return joined({"set -gx ", name, " \"", escaped(value, "\\\"$", '\\'), "\""});
    case ExportFormat::windows_cmd:
      // The quotes around the whole assignment prevent the interpretation of & < > | ^; they do not become
      // part of the value.
      return is_plain(value) ? joined({"set ", name, "=", value})
                             : joined({"set \"", name, "=", value, "\""});
    case ExportFormat::process:
    case ExportFormat::ini:
      break;
  }
  return {};
}

}  // namespace

std::vector<std::pair<std::string, std::string>> credential_variables(const Credentials& credentials) {
  std::vector<std::pair<std::string, std::string>> result = {
      {"AWS_ACCESS_KEY_ID", credentials.access_key_id},
      {"AWS_SECRET_ACCESS_KEY", credentials.secret_access_key.reveal()}};
  if (credentials.session_token)
    result.emplace_back("AWS_SESSION_TOKEN", credentials.session_token->reveal());
  if (const auto time = expiration_text(credentials)) result.emplace_back("AWS_CREDENTIAL_EXPIRATION", *time);
  return result;
}

const std::vector<std::pair<std::string_view, ExportFormat>>& export_formats() {
  static const std::vector<std::pair<std::string_view, ExportFormat>> formats = {
      {"process", ExportFormat::process},
      {"env", ExportFormat::env},
      {"env-no-export", ExportFormat::env_no_export},
      {"powershell", ExportFormat::powershell},
      {"windows-cmd", ExportFormat::windows_cmd},
      {"fish", ExportFormat::fish},
      {"dotenv", ExportFormat::dotenv},
      {"ini", ExportFormat::ini}};
  return formats;
}

Result<SecretText> variables_text(const std::vector<std::pair<std::string, std::string>>& variables,
                                  ExportFormat format) {
  SecretText text;
  for (const auto& [name, value] : variables) {
    const bool cmd_reads_it =
        format == ExportFormat::windows_cmd && value.find_first_of("\"%!") != std::string::npos;
    if (cmd_reads_it || value.find_first_of(std::string_view("\n\r\0", 3)) != std::string::npos) {
      return fail(Cause::format_unsuitable, name + " has a character that this format cannot carry",
                  "use --format process, or latchkey exec");
    }
    text.append(line(format, name, value)).append("\n");
  }
  return text;
}

std::string removal_text(const std::vector<std::string>& names, ExportFormat format) {
  std::string text;
  for (const auto& name : names) {
    switch (format) {
      case ExportFormat::env:
      case ExportFormat::env_no_export:
        text += "unset " + name + '\n';
        break;
      case ExportFormat::powershell:
        text += "Remove-Item Env:" + name + '\n';
        break;
      case ExportFormat::fish:
        text += "set -e " + name + '\n';
        break;
      case ExportFormat::windows_cmd:
        text += "set " + name + "=\n";
        break;
      case ExportFormat::process:
      case ExportFormat::dotenv:
      case ExportFormat::ini:
        break;
    }
  }
  return text;
}

Result<SecretText> export_text(const Credentials& credentials, ExportFormat format,
                               const std::string& profile) {
  if (format == ExportFormat::process) return process_text(credentials);
  if (format == ExportFormat::ini) return ini_text(credentials, profile);
  return variables_text(credential_variables(credentials), format);
}

}  // namespace latchkey
