// SPDX-License-Identifier: Apache-2.0
#include "serve/adopt/profile_overlay.hpp"

#include "aws/config/adoption.hpp"
#include "aws/config/paths.hpp"
#include "base/try.hpp"
#include "platform/files/files.hpp"
#include "platform/files/state_directory.hpp"
#include "platform/process/process_info.hpp"

namespace latchkey {
namespace {

constexpr const char* kConfigVariable = "AWS_CONFIG_FILE";
constexpr const char* kCredentialsVariable = "AWS_SHARED_CREDENTIALS_FILE";

Result<ConfigText> read_again(const std::string& path) {
  TRY(auto text, files::read(path));
  return ConfigText{files::absolute(path), std::move(text)};
}

/// The copy of a file, with `added` at its end; empty: it needs none.
Result<std::string> write_copy(ScopedTempDir& folder, const std::string& name, const ConfigText& file,
                               const LineEdits& edits, const std::string& added) {
  if (added.empty() && (edits.empty() || !file.text)) return std::string();
  // The mark ends with its line, and a name may hold anything.
  if (file.path.find_first_of("\r\n") != std::string::npos) {
    return fail(Cause::value_invalid, "the path " + file.path + " contains a line end");
  }
  SecretText text(kOverlayMark);
  text.append(file.path).append("\n");
  if (file.text) text += edited(*file.text, edits);
  if (!added.empty()) text.append(kOverlayAdded).append(added);
  return folder.add(name, text);
}

}  // namespace

Result<std::optional<ProfileOverlay>> ProfileOverlay::make(const Host& host, const Config& config,
                                                           const std::string& added) {
  const auto profiles = profiles_with_code(config);
  if (profiles.empty() && added.empty()) return std::nullopt;
  const auto program = own_program();
  if (!program) return fail(Cause::internal, "latchkey cannot tell where its own program is");
  TRY(const auto config_text, read_again(config.config_path()));
  TRY(const auto credentials_text, read_again(config.credentials_path()));
  TRY(const auto edits, adopt_edits(config_text, credentials_text, profiles, *program, OwnKeys::hide));
  for (const auto& [name, why] : edits.left) host.debug("overlay: " + why.message);
  if (edits.config.empty() && edits.credentials.empty() && added.empty()) return std::nullopt;

  const auto parent = StateDirectory(host.env).folder(StateDirectory::Folder::overlays);
  remove_stale_temp_dirs(parent);
  TRY(auto folder, ScopedTempDir::make(parent));
  ProfileOverlay overlay(std::move(folder));
  TRY(overlay.config_path_, write_copy(overlay.folder_, "config", config_text, edits.config, added));
  TRY(overlay.credentials_path_,
      write_copy(overlay.folder_, "credentials", credentials_text, edits.credentials, {}));
  host.debug("overlay: " + overlay.folder_.path() + ": " + std::to_string(edits.profiles.size()) +
             " profiles through credential_process");
  return overlay;
}

void ProfileOverlay::enter(Environment& env) const {
  if (!config_path_.empty()) env.set(kConfigVariable, config_path_);
  if (!credentials_path_.empty()) env.set(kCredentialsVariable, credentials_path_);
}

void leave_overlay(Environment& env, const Config& config) {
  if (env.find(kConfigVariable) != nullptr && paths::config_file(env) != config.config_path())
    env.set(kConfigVariable, config.config_path());
  if (env.find(kCredentialsVariable) != nullptr && paths::credentials_file(env) != config.credentials_path())
    env.set(kCredentialsVariable, config.credentials_path());
}

}  // namespace latchkey
