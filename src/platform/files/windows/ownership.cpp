// SPDX-License-Identifier: Apache-2.0
#include "platform/files/ownership.hpp"

#include "platform/files/files.hpp"

// Windows has no modes. The access list of the user's profile folder excludes other users, and new files
// inherit it.
namespace latchkey::ownership {

Result<std::vector<Flaw>> check_state(const Place& /*place*/, const std::string& /*state*/) {
  return std::vector<Flaw>();
}

std::optional<Flaw> flaw_of_shared_folder(const Place& /*place*/, const std::string& /*folder*/) {
  return std::nullopt;
}

std::optional<Flaw> flaw_of_config_file(const std::string& /*path*/) {
  return std::nullopt;
}

Result<std::optional<SecretText>> read(const Place& /*place*/, const std::string& path, std::size_t limit) {
  return files::read(path, limit);
}

bool is_private_file(const std::string& path) {
  return files::is_file(path);
}

bool is_private_folder(const std::string& path) {
  return files::is_there(path);
}

bool make_private_folder(const std::string& path) {
  return files::make_folder(path).has_value();
}

}  // namespace latchkey::ownership
