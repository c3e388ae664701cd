// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <forward_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ini/ini.hpp"
#include "base/ini/name_index.hpp"
#include "platform/host.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// A profile as botocore merges it: settings of the credentials file override those of the config file. The
/// two static providers read one file each, so both sections are available.
struct Profile {
  TextView name;                              ///< valid as long as the Config
  const ini::Section* config = nullptr;       ///< [profile NAME] of the config file
  const ini::Section* credentials = nullptr;  ///< [NAME] of the credentials file
  /// `latchkey adopt` has replaced its role by credential_process in the files; here it is the role.
  bool is_adopted = false;

  const ini::Setting* find(std::string_view key) const;
  /// The setting's text; nullptr if it is missing (Config::check() rejects nested ones where text is needed).
  const TextView* text(std::string_view key) const;
  bool has(std::string_view key) const { return find(key) != nullptr; }

  /// The setting's name in its file or, if it is in neither file, the name to use there. The role settings of
  /// an adopted profile have the prefix latchkey_.
  std::string name_in_file(std::string_view key) const;

  /// The origin of the effective setting. Kind::none: it is in neither file. `Origin::setting` is its name
  /// there.
  Origin origin_of(std::string_view key) const;
  /// The header of the section, preferably in the config file.
  Origin origin() const;
};

/// As Profile::name_in_file().
std::string name_in_file(const ini::Setting& setting);
Origin origin_of(const ini::Section& section);
/// `setting`: one of the section's.
Origin origin_of(const ini::Section& section, const ini::Setting& setting);

/// The content of one file before parsing.
struct ConfigText {
  std::string path;
  std::optional<SecretText> text;
  long long stamp = 0;  ///< files::change_stamp() right before it was read
};

/// The start of the first line of a profile overlay, before the absolute path of the original.
constexpr std::string_view kOverlayMark = "# latchkey overlay of ";
/// The line above the text that an overlay adds to its original, which latchkey reads as well.
constexpr std::string_view kOverlayAdded = "\n# added by latchkey for this program\n";

/// The profile that `exec --refresh` selects for its program: one without settings, so that every SDK goes on
/// to the endpoint.
constexpr const char* kRefreshProfile = "latchkey-refresh";
/// Whether it is that profile, which the user did not write.
bool is_of_exec(const Profile& profile);

/// Both shared files, read and merged. Source: botocore/configloader.py:214-287, session.py:429-460.
class Config {
 public:
  /// Pure. Errors: config - a file cannot be parsed; the line is named.
  static Result<Config> parse(ConfigText config, ConfigText credentials);
  /// The same, but adopted profiles are as other tools read them.
  static Result<Config> parse_as_written(ConfigText config, ConfigText credentials);

  /// The profiles of the config file, then those that are only in the credentials file.
  const std::vector<Profile>& profiles() const { return profiles_; }
  const Profile* find(std::string_view name) const;
  /// Checks that the credential settings are not nested. For the profiles that are used, not for all.
  Result<void> check(const Profile& profile) const;
  /// Of those that the user wrote.
  std::vector<std::string> names() const;

  const ini::Section* sso_session(std::string_view name) const;
  const ini::Section* services(std::string_view name) const;

  /// Adds the file and the line to an error that names only a profile and its setting.
  Error located(Error error) const;

  const std::string& config_path() const { return config_path_; }
  const std::string& credentials_path() const { return credentials_path_; }
  /// Whether one of the two files was written, created or removed since it was read. Needs two system calls.
  bool is_outdated() const;
  bool has_config_file() const { return has_config_file_; }
  /// The files as written.
  const ini::File& config_sections() const { return config_; }
  const ini::File& credentials_sections() const { return credentials_; }

  Config(Config&&) = default;
  Config& operator=(Config&&) = default;
  Config(const Config&) = delete;  // profiles_ points into the files
  Config& operator=(const Config&) = delete;
  ~Config() = default;

 private:
  /// Sections by the second word of their headers. The last section of a name applies.
  class Named {
   public:
    void add(std::string_view name, const ini::Section& section);
    const ini::Section* find(std::string_view name) const;

   private:
    std::string_view name_at(std::uint32_t position) const { return sections_[position].first; }
    std::vector<std::pair<std::string_view, const ini::Section*>> sections_;
    NameIndex index_;
  };
  Config() = default;
  Profile& place(std::string_view name);
  std::optional<std::string_view> second_word(std::string_view header);
  std::optional<std::uint32_t> position_of(std::string_view name) const;
  void sort_sections();
  void merge_credentials();
  void restore_adopted_profiles();

  std::string config_path_, credentials_path_;
  long long config_stamp_ = 0, credentials_stamp_ = 0;
  bool has_config_file_ = false;
  ini::File config_, credentials_;
  std::forward_list<std::string> unquoted_names_;  // names that do not occur literally in the files
  std::vector<Profile> profiles_;
  NameIndex index_;  // of profiles_
  Named sso_sessions_, services_;
};

/// Reads and parses the files that the environment names, or the originals of overlays. A missing file counts
/// as empty, and so does an unreadable one (as in botocore), with a warning. Errors: as Config::parse.
Result<Config> load_config(const Host& host);

}  // namespace latchkey
