// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret/secret_text.hpp"
#include "platform/files/ownership.hpp"
#include "platform/system/environment.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// ~/.aws/latchkey, the folder for files that only latchkey reads. docs/state-format.md describes the
/// formats.
///
///     sessions/HASH         "mfa-session": an MFA session                    mfa/session_store
///     codes/HASH            "spent-codes": the used codes of a device        mfa/used_codes
///     roles/HASH            "code-in-call" or "session-rejected": a role     mfa/inline_code_roles
///                           that rejects the MFA session
///     locks/NAME.lock       a lock, and a note of its last holder            mfa/single_flight, serve
///     questions/ID.*        a prompt for `latchkey answer`                   mfa/remote_prompt
///     endpoints/HASH        a cache entry of a configured endpoint           aws/cache/role_cache
///     backups/NAME          a config file before `adopt` or `release`        serve/adopt/adoption_files
///     overlays/RANDOM.*/    the files that one `exec` shows its program      serve/adopt/profile_overlay
///     serve/server.json     what `latchkey serve` offers                     serve/endpoint/server_lock
///     serve/token           its token                                        serve/endpoint/server_lock
///     NAME.log              the log of a background process                  cli/background
///
/// The first three are checksummed files of that kind.
class StateDirectory {
 public:
  enum class Folder { sessions, codes, roles, locks, questions, endpoints, backups, serve, overlays };
  /// The folders in which latchkey replaces files, and may leave temporary files.
  static constexpr std::array kReplacedIn = {Folder::sessions,  Folder::codes,    Folder::roles,
                                             Folder::questions, Folder::backups,  Folder::serve,
                                             Folder::locks,     Folder::endpoints};

  /// Below the home folder that `env` names.
  explicit StateDirectory(const Environment& env);
  static StateDirectory below(const std::string& home) { return StateDirectory(home); }

  const std::string& path() const { return path_; }
  std::string folder(Folder folder) const;
  std::string file(Folder folder, const std::string& name) const;
  std::string lock(const std::string& name) const;  ///< locks/NAME.lock
  std::string log(const std::string& name) const;   ///< NAME.log

  /// HASH above: the first 40 hex digits of SHA-256 of the parts, with line ends between them.
  static std::string hashed_name(std::initializer_list<std::string_view> parts);

  /// A file of at most 64 KB. nullopt: there is none. Errors: io - also if another user owns it or every user
  /// may write it.
  Result<std::optional<SecretText>> read(const std::string& path) const;
  /// The content of a checksummed file. nullopt: it cannot be read, or is not intact.
  std::optional<SecretText> read_checksummed(const std::string& path, std::string_view kind) const;

 private:
  explicit StateDirectory(const std::string& home);

  ownership::Place place_;
  std::string path_;
};

/// The text of a checksummed file: a line "latchkey KIND 1 SHA256", then the content with that checksum.
SecretText with_checksum(std::string_view kind, std::string_view content);

/// The content. nullopt: another kind or version, truncated, or modified.
std::optional<SecretText> without_checksum(std::string_view kind, std::string_view text);

}  // namespace latchkey
