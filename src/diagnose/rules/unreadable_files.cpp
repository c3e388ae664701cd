// SPDX-License-Identifier: Apache-2.0
#include "aws/config/paths.hpp"
#include "diagnose/rules/explain.hpp"
#include "platform/files/files.hpp"

namespace latchkey::diagnose {
namespace {

/// Why there is nothing in the file. Empty: it was read.
std::string fault_of(const std::string& path) {
  const auto data = files::read(path);
  if (!data) return "cannot be read";
  if (*data) return {};
  if (files::is_there(path)) return "is no file";
  if (const auto folder = files::folder_of(path); files::is_file(folder))
    return "is not there, as " + folder + " is a file";
  const auto link = files::dangling_link(path);
  return !link ? "is not there" : link->path == path ? link->what() : "is not there, as " + link->text();
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
  if (fault.empty() || (named == nullptr && fault == "is not there")) return std::nullopt;
  const auto start = named != nullptr ? variable + " names " + path + ", which " + fault : path + ' ' + fault;
  if (fault == "cannot be read")
    return Finding{error, std::nullopt,
                   start + ": " + access_fix::for_reading(path, paths::home(setup.host.env))};
  if (named != nullptr) return Finding{error, std::nullopt, start + ": unset it, or correct it"};
  return Finding{
      error, std::nullopt,
      start + (fault == "is no file"           ? ": move it away, and put a file there"
               : fault.ends_with(" is a file") ? ": move that file away, and make a folder of the name"
                                               : ": correct the link, or put a file in its place")};
}

std::optional<Finding> file_behind(const Setup& setup, const Error& error) {
  auto problem = file_behind(setup, WhichFile::config, error);
  return problem ? problem : file_behind(setup, WhichFile::credentials, error);
}

}  // namespace latchkey::diagnose
