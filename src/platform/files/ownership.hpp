// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/secret/secret_text.hpp"
#include <latchkey/error.hpp>

/// Checks owner and write access of the files and folders that latchkey uses, as OpenSSH does for its files.
/// The rules and their reasons: docs/decisions/0016-who-may-own-and-change-files.md. Windows: every check
/// passes. Folders in a user's profile inherit an access list that excludes other users.
namespace latchkey::ownership {

/// The folders of this user.
struct Place {
  std::string home;  ///< the home folder; the check of the folders above stops there
  std::string aws;   ///< ~/.aws; root accepts the files of its owner, as containers mount a user's folder
};

/// Why a file or folder is not trusted: "PATH belongs to another user (uid 1002)", and the command that
/// corrects it.
struct Flaw {
  std::string what;
  std::string hint;
};

/// Checks latchkey's own folder `state`, each folder in it, and the folders above it up to the home folder.
/// Returns the flaws that this user cannot correct, for warnings. Errors: io - another user owns one of them
/// or may change it.
Result<std::vector<Flaw>> check_state(const Place& place, const std::string& state);

/// Why another user can change a folder that latchkey shares with other tools. nullopt: no other user can, or
/// the folder does not exist.
std::optional<Flaw> flaw_of_shared_folder(const Place& place, const std::string& folder);

/// The flaw if other users may write to this configuration file. nullopt: they may not, or the file does not
/// exist.
std::optional<Flaw> flaw_of_config_file(const std::string& path);

/// As files::read(), but rejects a file that another user owns or that every user may write.
/// Errors: io - also for such a file.
Result<std::optional<SecretText>> read(const Place& place, const std::string& path, std::size_t limit);

/// Whether `path` is a regular file, not a link, of this user in a folder that only this user may write to.
bool is_private_file(const std::string& path);

/// Whether `path` is a folder, not a link, that belongs to this user and that only this user may write to.
bool is_private_folder(const std::string& path);

/// Creates the folder (0700) if it is missing, but not its parents. Returns whether it is private.
bool make_private_folder(const std::string& path);

}  // namespace latchkey::ownership
