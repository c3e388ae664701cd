// SPDX-License-Identifier: Apache-2.0
#include "aws/config/paths.hpp"
#include "base/text.hpp"
#include "diagnose/rules/explain.hpp"
#include "platform/files/files.hpp"

namespace latchkey::diagnose {
namespace {

/// Why there is nothing in a file.
struct Fault {
  enum class Kind { unreadable, missing, not_a_file, below_a_file, dangling } kind;
  std::string text;  ///< "cannot be read", behind the path
};

/// nullopt: the file was read.
std::optional<Fault> fault_of(const std::string& path) {
  const auto data = files::read(path);
  if (!data) return Fault{Fault::Kind::unreadable, "cannot be read"};
  if (*data) return std::nullopt;
  if (files::is_there(path)) return Fault{Fault::Kind::not_a_file, "is no file"};
  const auto folder = files::folder_of(path);
  if (files::is_file(folder))
    return Fault{Fault::Kind::below_a_file, "is not there, as " + folder + " is a file"};
  const auto link = files::dangling_link(path);
  if (!link) return Fault{Fault::Kind::missing, "is not there"};
  return Fault{Fault::Kind::dangling, link->path == path ? link->what() : "is not there, as " + link->text()};
}

/// What to do about a file that no variable names.
const char* mend(Fault::Kind kind) {
  switch (kind) {
    case Fault::Kind::not_a_file:
      return ": move it away, and put a file there";
    case Fault::Kind::below_a_file:
      return ": move that file away, and make a folder of the name";
    default:
      return ": correct the link, or put a file in its place";
  }
}

}  // namespace

std::optional<Finding> file_behind(const Setup& setup, WhichFile which, const Error& error) {
  const bool is_config = which == WhichFile::config;
  const auto& path = is_config ? setup.config.config_path() : setup.config.credentials_path();
  const std::string variable = is_config ? "AWS_CONFIG_FILE" : "AWS_SHARED_CREDENTIALS_FILE";
  const auto* named = setup.host.env.find(variable);
  if (named != nullptr && named->empty())
    return Finding{error, std::nullopt, variable + " is set and empty, so no file is read: unset it"};
  const auto fault = fault_of(path);
  if (!fault || (named == nullptr && fault->kind == Fault::Kind::missing)) return std::nullopt;
  const auto start = named != nullptr
                         ? variable + " names " + text::printable_name(path) + ", which " + fault->text
                         : path + ' ' + fault->text;
  if (fault->kind == Fault::Kind::unreadable)
    return Finding{error, std::nullopt,
                   start + ": " + access_fix::for_reading(path, paths::home(setup.host.env))};
  return Finding{error, std::nullopt,
                 start + (named != nullptr ? ": unset it, or correct it" : mend(fault->kind))};
}

std::optional<Finding> file_behind(const Setup& setup, const Error& error) {
  auto problem = file_behind(setup, WhichFile::config, error);
  return problem ? problem : file_behind(setup, WhichFile::credentials, error);
}

}  // namespace latchkey::diagnose
