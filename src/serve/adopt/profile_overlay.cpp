// SPDX-License-Identifier: Apache-2.0
#include "serve/adopt/profile_overlay.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>

#include "aws/config/adoption.hpp"
#include "aws/config/paths.hpp"
#include "aws/config/profile_rewrite.hpp"
#include "aws/config/settings.hpp"
#include "base/try.hpp"
#include "mfa/forecast.hpp"
#include "platform/files/files.hpp"
#include "platform/files/state_directory.hpp"
#include "platform/process/process_info.hpp"

namespace latchkey {
namespace {

constexpr const char* kConfigName = "config";
constexpr const char* kConfigVariable = "AWS_CONFIG_FILE";
constexpr const char* kCredentialsVariable = "AWS_SHARED_CREDENTIALS_FILE";

Result<ConfigText> read_again(const std::string& path) {
  TRY(auto text, files::read(path));
  return ConfigText{files::absolute(path), std::move(text)};
}

/// Whether the text contains the name of a setting with a secret, even in a comment.
bool has_secret(std::string_view text) {
  constexpr std::string_view kSecrets[] = {"aws_secret_access_key", "aws_session_token",
                                           "aws_security_token"};
  const auto is_same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == static_cast<unsigned char>(b);
  };
  return std::any_of(std::begin(kSecrets), std::end(kSecrets), [&](std::string_view name) {
    return std::search(text.begin(), text.end(), name.begin(), name.end(), is_same) != text.end();
  });
}

/// Creates the folder in ~/.aws/latchkey or, if that is not writable, as in a container, in a temporary
/// folder.
Result<ScopedTempDir> make_folder(const Host& host) {
  auto made = ScopedTempDir::make(StateDirectory(host.env).folder(StateDirectory::Folder::overlays));
  for (const auto& folder : files::temporary_folders(host.env)) {
    if (made) break;
    if (!ownership::make_private_folder(folder)) continue;
    if (auto other = ScopedTempDir::make(files::join(folder, kTemporaryOverlays))) made = std::move(other);
  }
  return made;
}

std::string refresh_profile(const std::string& settings) {
  return "[profile " + std::string(kRefreshProfile) + "]\n" + settings;
}

}  // namespace

/// Writes the copy of a file and its successor after the end. With `served`, the successor is a copy as well,
/// in which kRefreshProfile runs latchkey for the profile, unless the file has secrets. Returns the path;
/// empty: the file needs no copy.
Result<std::string> ProfileOverlay::write_copy(const Host& host, const std::string& name,
                                               const ConfigText& file, const LineEdits& edits,
                                               const std::optional<std::string>& served_by) {
  if (!served_by && (edits.empty() || !file.text)) return std::string();
  // The mark ends with its line, but a path may contain line ends.
  if (file.path.find_first_of("\r\n") != std::string::npos) {
    return fail(Cause::value_invalid, "the path " + file.path + " contains a line end");
  }
  SecretText text(kOverlayMark);
  text.append(file.path).append("\n");
  if (file.text) text += edited(*file.text, edits);
  SecretText after = text;
  if (served_by) text.append(kOverlayAdded).append(refresh_profile({}));
  TRY(auto path, folder_.add(name, text));
  const bool may_stay = !file.text || !has_secret(*file.text);
  auto left = Result<void>();
  if (served_by && may_stay && !served_by->empty()) {
    after.append("\n").append(refresh_profile("credential_process = " + *served_by + '\n'));
    left = folder_.leave_file(name, after);
  } else {
    left = folder_.leave_link(name, file.path);
    if (!left && may_stay) left = folder_.leave_file(name, text);
  }
  if (!left) host.debug("overlay: nothing replaces " + path + " after the end: " + left.error().message);
  return path;
}

Result<std::optional<ProfileOverlay>> ProfileOverlay::make(const Host& host, const Config& config,
                                                           const std::optional<std::string>& served) {
  const auto profiles = profiles_with_code(config, host.env);
  if (profiles.empty() && !served) return std::nullopt;
  const auto program = own_program();
  if (!program) return fail(Cause::internal, "latchkey cannot tell where its own program is");
  TRY(const auto config_text, read_again(config.config_path()));
  TRY(const auto credentials_text, read_again(config.credentials_path()));
  TRY(const auto edits, adopt_edits(config_text, credentials_text, profiles, *program, OwnKeys::hide));
  for (const auto& [name, why] : edits.left) host.debug("overlay: " + why.message);
  if (edits.config.empty() && edits.credentials.empty() && !served) return std::nullopt;
  std::optional<std::string> served_by;
  if (served) served_by = config.find(*served) != nullptr ? process_line(*program, *served) : std::string();

  remove_stale_overlays(host);
  TRY(auto folder, make_folder(host));
  ProfileOverlay overlay(std::move(folder));
  TRY(overlay.config_path_, overlay.write_copy(host, kConfigName, config_text, edits.config, served_by));
  TRY(overlay.credentials_path_,
      overlay.write_copy(host, "credentials", credentials_text, edits.credentials, {}));
  host.debug("overlay: " + overlay.folder_.path() + ": " + std::to_string(edits.profiles.size()) +
             " profiles through credential_process");
  return overlay;
}

std::vector<RunningExec> remove_stale_overlays(const Host& host) {
  std::vector<RunningExec> running;
  for (const auto& overlays : own_overlay_folders(host.env)) {
    if (!ownership::is_private_folder(files::folder_of(overlays))) continue;
    for (const auto& folder : remove_stale_temp_dirs(overlays)) {
      const auto text = files::read(files::join(folder.path, kConfigName));
      const bool refreshes = text && *text && (*text)->view().find(kOverlayAdded) != std::string_view::npos;
      running.push_back({folder.process, refreshes});
    }
  }
  return running;
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
