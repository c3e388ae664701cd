// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "aws/config/config.hpp"
#include "base/ini/ini.hpp"
#include "base/ini/line_edits.hpp"
#include <latchkey/error.hpp>

// Converts a role profile to one with credential_process, which every SDK supports, and back: adds the prefix
// "latchkey_" to its role settings, and inserts a line with the process before role_arn. Nothing else in the
// file changes, so the reverse restores the same bytes. Pure. See
// docs/decisions/0010-profiles-rewritten-by-prefix.md.
namespace latchkey {

enum class SharedFile { config, credentials };

/// The profile of a section: [profile NAME] and [default] in the config file, any section in the credentials
/// file. nullopt: none.
std::optional<std::string> profile_of_section(SharedFile kind, std::string_view section);

/// The command line that prints the credentials of `profile`, quoted for shlex, sh -c and latchkey.
std::string process_line(const std::string& program, const std::string& profile);

/// Whether process_line() wrote a credential_process for `profile`. False for a section that was copied from
/// another profile, because it returns the credentials of that profile.
bool is_our_process(std::string_view command, const std::string& profile);
/// A fast check whether a file can contain such a line.
bool may_have_our_process(std::string_view text);

struct ProfileRewrite {
  std::string process;      ///< the value of credential_process
  bool hides_keys = false;  ///< also hide its own static keys, which some tools prefer
};
using ProfileRewrites = std::map<std::string, ProfileRewrite, std::less<>>;

/// The edits of the sections of these profiles. `file` is the result of ini::parse() for `text`.
LineEdits rewrite_edits(const ini::File& file, std::string_view text, SharedFile kind,
                        const ProfileRewrites& rewrites);

/// Whether rewrite_edits() would change the section; false if it already has.
bool rewrite_changes(const ini::Section& section, const std::string& profile);

/// The edits that restore the rewritten sections of these profiles. `path` is for messages. Errors:
/// config - the lines have changed since, so that restoring would lose a change.
Result<LineEdits> release_edits(const ini::File& file, std::string_view text, SharedFile kind,
                                const std::set<std::string>& profiles, const std::string& path);

/// The profiles that rewrite_edits() wrote and that have not changed since.
std::set<std::string> adopted_profiles(const ini::File& file, SharedFile kind);

/// Restores the settings of these profiles in `file`.
void restore_adopted(ini::File& file, SharedFile kind, const std::set<std::string>& profiles);

/// The origin of a setting with the prefix in a profile that rewrite_edits() did not write: adopting the
/// profile would activate it. `Origin::setting` is its name in the file. nullopt: it has none.
std::optional<Origin> stray_setting(const Profile& profile);

/// A setting that is in the section both with and without the prefix; empty: none.
std::string doubled_setting(const ini::Section& section, const std::string& profile);

}  // namespace latchkey
