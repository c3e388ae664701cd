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

// A role profile turned into one that every SDK reads through credential_process, and back: its role settings
// get the prefix "latchkey_", and a line with the process is put in before role_arn. Nothing else of a file
// changes, so going back gives the same bytes. Pure. See docs/decisions/0010-profiles-rewritten-by-prefix.md.
namespace latchkey {

enum class SharedFile { config, credentials };

/// The profile that a section is about: [profile NAME] and [default] of the config file, any of the
/// credentials file. nullopt: none.
std::optional<std::string> profile_of_section(SharedFile kind, std::string_view section);

/// The command line that hands out the credentials of `profile`, for any reader: shlex, sh -c and our own.
std::string process_line(const std::string& program, const std::string& profile);

/// Whether a credential_process is one that process_line() wrote for `profile`: not so in a section that was
/// copied from another profile's, which every other tool takes for that one.
bool is_our_process(std::string_view command, const std::string& profile);
/// Whether a file's text can have such a line at all; quick, for those who mostly find none.
bool may_have_our_process(std::string_view text);

struct ProfileRewrite {
  std::string process;      ///< what credential_process is to be
  bool hides_keys = false;  ///< also its own static keys, which some tools would take first
};
using ProfileRewrites = std::map<std::string, ProfileRewrite, std::less<>>;

/// How the sections of these profiles change. `file` is `text` as ini::parse() read it.
LineEdits rewrite_edits(const ini::File& file, std::string_view text, SharedFile kind,
                        const ProfileRewrites& rewrites);

/// Whether rewrite_edits() would change the section, if it was told to; not so if it did before.
bool rewrite_changes(const ini::Section& section, const std::string& profile);

/// How rewritten sections of these profiles change back; no edits for those that are not rewritten. `path` is
/// for messages. Errors: config - somebody changed what was written, so that going back would lose something.
Result<LineEdits> release_edits(const ini::File& file, std::string_view text, SharedFile kind,
                                const std::set<std::string>& profiles, const std::string& path);

/// The profiles that rewrite_edits() wrote and that are still as it left them.
std::set<std::string> adopted_profiles(const ini::File& file, SharedFile kind);

/// Makes the sections of these profiles say what they said before.
void restore_adopted(ini::File& file, SharedFile kind, const std::set<std::string>& profiles);

/// Where a profile that rewrite_edits() did not write has a setting with the prefix all the same: adopting
/// the profile would give it effect. `Origin::setting` is its name in the file. nullopt: it has none.
std::optional<Origin> stray_setting(const Profile& profile);

/// A setting of this name that stands in the section both with the prefix and without; empty: none does.
std::string doubled_setting(const ini::Section& section, const std::string& profile);

}  // namespace latchkey
