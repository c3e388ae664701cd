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

/// A profile as botocore merges it: the credentials file's settings over those of the config file, key by
/// key. The two static providers look at one file each, so both stay visible.
struct Profile {
  TextView name;                              ///< valid as long as the Config
  const ini::Section* config = nullptr;       ///< [profile NAME] of the config file
  const ini::Section* credentials = nullptr;  ///< [NAME] of the credentials file
  /// Its files say credential_process in the place of its role, by `latchkey adopt`; here it is the role.
  bool is_adopted = false;

  const ini::Setting* find(std::string_view key) const;
  /// The setting's text; nullptr if it is not there (Config::check refuses nested ones where text is needed).
  const TextView* text(std::string_view key) const;
  bool has(std::string_view key) const { return find(key) != nullptr; }

  /// What the setting is called in its file; if it is in neither, what it would have to be called there. An
  /// adopted profile has its role under names with the prefix latchkey_.
  std::string name_in_file(std::string_view key) const;

  /// Where the setting that counts is. Kind::none: it is in neither file. `Origin::setting` is its name
  /// there.
  Origin origin_of(std::string_view key) const;
  /// Where the section begins: that of the config file if there is one.
  Origin origin() const;
};

/// As Profile::name_in_file().
std::string name_in_file(const ini::Setting& setting);
Origin origin_of(const ini::Section& section);
/// `setting`: one of the section's.
Origin origin_of(const ini::Section& section, const ini::Setting& setting);

/// One file on its way in. nullopt: there is none.
struct ConfigText {
  std::string path;
  std::optional<SecretText> text;
  long long stamp = 0;  ///< files::change_stamp() right before it was read
};

/// What the first line of a profile overlay begins with; the absolute path of the original follows.
constexpr std::string_view kOverlayMark = "# latchkey overlay of ";
/// The line above what an overlay has beyond its original, which counts for latchkey, too.
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
  /// The same, but adopted profiles stay as every other tool sees them.
  static Result<Config> parse_as_written(ConfigText config, ConfigText credentials);

  /// Config file's profiles first, then those that only the credentials file has.
  const std::vector<Profile>& profiles() const { return profiles_; }
  const Profile* find(std::string_view name) const;
  /// That the settings which credentials come from are texts. For the profiles that are used, not for every
  /// one.
  Result<void> check(const Profile& profile) const;
  /// Of those that the user wrote.
  std::vector<std::string> names() const;

  const ini::Section* sso_session(std::string_view name) const;
  const ini::Section* services(std::string_view name) const;

  /// Adds the file and the line to an error that names only a profile and its setting.
  Error located(Error error) const;

  const std::string& config_path() const { return config_path_; }
  const std::string& credentials_path() const { return credentials_path_; }
  /// Whether one of the two files was written, made or removed since it was read. Two system calls.
  bool is_outdated() const;
  bool has_config_file() const { return has_config_file_; }
  bool has_credentials_file() const { return has_credentials_file_; }
  /// The files as they stand, for those who show them.
  const ini::File& config_sections() const { return config_; }
  const ini::File& credentials_sections() const { return credentials_; }

  Config(Config&&) = default;
  Config& operator=(Config&&) = default;
  Config(const Config&) = delete;  // profiles_ points into the files
  Config& operator=(const Config&) = delete;
  ~Config() = default;

 private:
  /// Sections by the second word of their headers. The last section of a name counts.
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
  void un_adopt_profiles();

  std::string config_path_, credentials_path_;
  long long config_stamp_ = 0, credentials_stamp_ = 0;
  bool has_config_file_ = false, has_credentials_file_ = false;
  ini::File config_, credentials_;
  std::forward_list<std::string> unquoted_names_;  // those that are not in the files as they are
  std::vector<Profile> profiles_;
  NameIndex index_;  // of profiles_
  Named sso_sessions_, services_;
};

/// Reads and parses the files that the environment names; in the place of a profile overlay, its original. A
/// file that is not there counts as empty, and so
/// does one that may not be read (as in botocore), with a warning. Errors: as Config::parse.
Result<Config> load_config(const Host& host);

}  // namespace latchkey
