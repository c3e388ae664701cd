// SPDX-License-Identifier: Apache-2.0
#include "aws/config/config.hpp"

#include "aws/config/paths.hpp"
#include "aws/config/profile_rewrite.hpp"
#include "aws/config/setting_table.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "platform/files/files.hpp"

namespace latchkey {
namespace {

/// `variable`: the variable that names the file.
ConfigText read_text(const Host& host, std::string path, const char* variable) {
  if (auto ended = find_ended_overlay(host.env, path)) {
    if (ended->is_gone)
      host.warn(std::string(variable) + " names a file of a latchkey exec that has ended: reading " +
                ended->original + " (unset " + variable + ", as other tools find no file there)");
    path = std::move(ended->original);
  }
  auto stamp = files::change_stamp(path);
  auto data = files::read(path);
  if (auto overlay = data && *data ? parse_overlay(host, path, **data) : std::nullopt) {
    host.debug("config: " + path + " is an overlay of " + overlay->original);
    path = std::move(overlay->original);
    stamp = files::change_stamp(path);
    data = files::read(path);
    if (data && !overlay->added.empty()) *data = data->value_or("").append(overlay->added);
  }
  if (!data) {
    host.warn(data.error().message + "; latchkey treats it as empty, as other tools do");
    return {std::move(path), "", stamp};
  }
  if (!*data) {
    if (const auto link = files::dangling_link(path))
      host.warn(link->text() + "; latchkey treats it as empty, as other tools do");
  }
  if (const auto flaw = ownership::flaw_of_config_file(path)) host.warn(flaw->what + "; " + flaw->hint);
  host.debug("config: " + path +
             (*data ? ": " + std::to_string((*data)->size()) + " bytes" : ": no such file"));
  return {std::move(path), *std::move(data), stamp};
}

/// `header`: an example for that file.
Result<ini::File> parse_file(ConfigText file, const char* header) {
  auto parsed = ini::parse(*std::move(file.text), std::move(file.path));
  if (!parsed && parsed.error().cause == Cause::file_no_section)
    parsed.error().hint = std::string("put ") + header + " above it";
  return parsed;
}

}  // namespace

bool is_of_exec(const Profile& profile) {
  return profile.name == kRefreshProfile && profile.config != nullptr && profile.credentials == nullptr &&
         profile.config->settings().empty();
}

const ini::Setting* Profile::find(std::string_view key) const {
  if (credentials != nullptr) {
    if (const auto* setting = credentials->find(key)) return setting;
  }
  return config != nullptr ? config->find(key) : nullptr;
}

std::string Profile::name_in_file(std::string_view key) const {
  if (const auto* setting = find(key)) return latchkey::name_in_file(*setting);
  return is_adopted && setting_has(key, kAdopted) ? adopted_name(key) : std::string(key);
}

std::string name_in_file(const ini::Setting& setting) {
  return setting.renamed ? adopted_name(setting.key) : std::string(setting.key);
}

Origin origin_of(const ini::Section& section) {
  return Origin::file(section.path(), section.line);
}

Origin origin_of(const ini::Section& section, const ini::Setting& setting) {
  auto origin = Origin::file(section.path(), setting.line);
  origin.setting = name_in_file(setting);
  return origin;
}

Origin Profile::origin() const {
  const auto* section = config != nullptr ? config : credentials;
  if (section == nullptr) return {};
  auto origin = latchkey::origin_of(*section);
  origin.profile = std::string(name);
  return origin;
}

Origin Profile::origin_of(std::string_view key) const {
  for (const auto* section : {credentials, config}) {
    const auto* setting = section != nullptr ? section->find(key) : nullptr;
    if (setting == nullptr) continue;
    auto origin = latchkey::origin_of(*section, *setting);
    origin.profile = std::string(name);
    return origin;
  }
  return {};
}

const TextView* Profile::text(std::string_view key) const {
  const auto* setting = find(key);
  return setting != nullptr ? setting->text() : nullptr;
}

Result<Config> Config::parse(ConfigText config, ConfigText credentials) {
  const auto may_be_adopted = [](const ConfigText& file) {
    return file.text && may_have_our_process(*file.text);
  };
  const bool has_adopted = may_be_adopted(config) || may_be_adopted(credentials);
  TRY(auto result, parse_as_written(std::move(config), std::move(credentials)));
  if (has_adopted) result.restore_adopted_profiles();
  return result;
}

Result<Config> Config::parse_as_written(ConfigText config, ConfigText credentials) {
  Config result;
  result.config_path_ = config.path;
  result.credentials_path_ = credentials.path;
  result.config_stamp_ = config.stamp;
  result.credentials_stamp_ = credentials.stamp;
  result.has_config_file_ = config.text.has_value();
  if (config.text) {
    TRY(result.config_, parse_file(std::move(config), "[profile NAME]"));
  }
  if (credentials.text) {
    TRY(result.credentials_, parse_file(std::move(credentials), "[NAME]"));
  }
  const auto most_profiles = result.config_.size() + result.credentials_.size();
  result.profiles_.reserve(most_profiles);
  result.index_.reserve(most_profiles);
  result.sort_sections();
  result.merge_credentials();
  return result;
}

/// The profile of that name, appended if it does not exist.
Profile& Config::place(std::string_view name) {
  const auto position = static_cast<std::uint32_t>(profiles_.size());
  profiles_.emplace_back().name = name;
  const auto known =
      index_.add(position, [this](std::uint32_t at) -> std::string_view { return profiles_[at].name; });
  if (!known) return profiles_.back();
  profiles_.pop_back();
  return profiles_[*known];
}

std::optional<std::uint32_t> Config::position_of(std::string_view name) const {
  return index_.find(name, [this](std::uint32_t at) -> std::string_view { return profiles_[at].name; });
}

void Config::Named::add(std::string_view name, const ini::Section& section) {
  sections_.emplace_back(name, &section);
  const auto known = index_.add(static_cast<std::uint32_t>(sections_.size() - 1),
                                [this](std::uint32_t at) { return name_at(at); });
  if (!known) return;
  sections_.pop_back();
  sections_[*known].second = &section;
}

const ini::Section* Config::Named::find(std::string_view name) const {
  const auto found = index_.find(name, [this](std::uint32_t at) { return name_at(at); });
  return found ? sections_[*found].second : nullptr;
}

/// As text::second_word(). The text is valid as long as this Config.
std::optional<std::string_view> Config::second_word(std::string_view header) {
  if (const auto plain = text::plain_second_word(header); !plain.empty()) return plain;
  auto word = text::second_word(header);
  if (!word) return std::nullopt;
  return unquoted_names_.emplace_front(*std::move(word));
}

/// Sorts the config file's sections by the first word of their headers. A later section replaces an earlier
/// one of the same name but takes its position. Headers that are not exactly two words are ignored.
void Config::sort_sections() {
  for (const auto& section : config_) {
    const std::string_view name = section.name;
    if (name.substr(0, 7) == "profile") {
      if (const auto profile = second_word(name)) place(*profile).config = &section;
    } else if (name.substr(0, 11) == "sso-session") {
      if (const auto session = second_word(name)) sso_sessions_.add(*session, section);
    } else if (name.substr(0, 8) == "services") {
      if (const auto services = second_word(name)) services_.add(*services, section);
    } else if (name == "default") {
      place("default").config = &section;
    }
  }
}

/// In the credentials file every section name is a profile name, literally.
void Config::merge_credentials() {
  for (const auto& section : credentials_) place(section.name).credentials = &section;
}

void Config::restore_adopted_profiles() {
  auto adopted = adopted_profiles(config_, SharedFile::config);
  adopted.merge(adopted_profiles(credentials_, SharedFile::credentials));
  restore_adopted(config_, SharedFile::config, adopted);
  restore_adopted(credentials_, SharedFile::credentials, adopted);
  for (const auto& name : adopted) profiles_[*position_of(name)].is_adopted = true;
}

Result<void> Config::check(const Profile& profile) const {
  for (const auto* section : {profile.config, profile.credentials}) {
    if (section == nullptr) continue;
    for (const auto& setting : section->settings()) {
      if (setting.nested() == nullptr) continue;
      if (!setting_has(setting.key, kText)) continue;  // botocore fails later, with other errors
      return fail(Cause::value_nested, setting.key + " has its value on the next line",
                  "write it as " + setting.key + " = VALUE on one line", origin_of(*section, setting));
    }
  }
  return {};
}

Error Config::located(Error error) const {
  auto& origin = error.origin;
  if (origin.is_known() || origin.profile.empty()) return error;
  const auto* profile = find(origin.profile);
  auto found = profile != nullptr ? profile->origin_of(origin.setting) : Origin();
  if (found.is_known()) origin = std::move(found);
  return error;
}

const Profile* Config::find(std::string_view name) const {
  const auto found = position_of(name);
  return found ? &profiles_[*found] : nullptr;
}

bool Config::is_outdated() const {
  return files::change_stamp(config_path_) != config_stamp_ ||
         files::change_stamp(credentials_path_) != credentials_stamp_;
}

std::vector<std::string> Config::names() const {
  std::vector<std::string> names;
  names.reserve(profiles_.size());
  for (const auto& profile : profiles_) {
    if (!is_of_exec(profile)) names.emplace_back(profile.name);
  }
  return names;
}

const ini::Section* Config::sso_session(std::string_view name) const {
  return sso_sessions_.find(name);
}
const ini::Section* Config::services(std::string_view name) const {
  return services_.find(name);
}

Result<Config> load_config(const Host& host) {
  const auto config_path = paths::config_file(host.env);
  const auto credentials_path = paths::credentials_file(host.env);
  auto config = read_text(host, config_path, "AWS_CONFIG_FILE");
  auto credentials = read_text(host, credentials_path, "AWS_SHARED_CREDENTIALS_FILE");
  return Config::parse(std::move(config), std::move(credentials));
}

}  // namespace latchkey
