// SPDX-License-Identifier: Apache-2.0
#include "platform/files/state_directory.hpp"

#include "platform/crypto/hash.hpp"
#include "platform/files/files.hpp"
#include "platform/files/path_text.hpp"

namespace latchkey {
namespace {

constexpr std::size_t kLargestFile = 1U << 16U;
constexpr std::size_t kNameDigits = 40;

const char* folder_name(StateDirectory::Folder folder) {
  constexpr std::array kNames = {"sessions",  "codes",   "roles", "locks",   "questions",
                                 "endpoints", "backups", "serve", "overlays"};
  return kNames.at(static_cast<std::size_t>(folder));
}

/// A home folder of "" means "/".
std::string below_home(const std::string& home, const char* name) {
  return path_text::with_own_separators(home.empty() ? std::string("/") + name : files::join(home, name));
}

std::string header_of(std::string_view kind, std::string_view content) {
  return "latchkey " + std::string(kind) + " 1 " + sha256_hex(content) + '\n';
}

}  // namespace

StateDirectory::StateDirectory(const std::string& home)
    : place_{home, below_home(home, ".aws")}, path_(below_home(home, ".aws/latchkey")) {}

StateDirectory::StateDirectory(const Environment& env) : StateDirectory(path_text::home(env).value_or("~")) {}

std::string StateDirectory::folder(Folder folder) const {
  return files::join(path_, folder_name(folder));
}

std::string StateDirectory::file(Folder folder, const std::string& name) const {
  return files::join(this->folder(folder), name);
}

std::string StateDirectory::lock(const std::string& name) const {
  return file(Folder::locks, name + ".lock");
}

std::string StateDirectory::log(const std::string& name) const {
  return files::join(path_, name + ".log");
}

std::string StateDirectory::hashed_name(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const auto part : parts) text.append(part).append(1, '\n');
  if (!text.empty()) text.pop_back();
  return sha256_hex(text).substr(0, kNameDigits);
}

Result<std::optional<SecretText>> StateDirectory::read(const std::string& path) const {
  return ownership::read(place_, path, kLargestFile);
}

std::optional<SecretText> StateDirectory::read_checksummed(const std::string& path,
                                                           std::string_view kind) const {
  const auto text = read(path);
  return text && *text ? without_checksum(kind, **text) : std::nullopt;
}

SecretText with_checksum(std::string_view kind, std::string_view content) {
  SecretText text = header_of(kind, content);
  return text.append(content);
}

std::optional<SecretText> without_checksum(std::string_view kind, std::string_view text) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const auto content = text.substr(end + 1);
  if (text.substr(0, end + 1) != header_of(kind, content)) return std::nullopt;
  return SecretText(content);
}

}  // namespace latchkey
