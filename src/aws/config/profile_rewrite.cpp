// SPDX-License-Identifier: Apache-2.0
#include "aws/config/profile_rewrite.hpp"

#include <algorithm>

#include "aws/config/setting_table.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "base/unicode.hpp"
#include "platform/process/command_line.hpp"
#include "platform/system/text_search.hpp"

namespace latchkey {
namespace {

constexpr std::string_view kOurMark = " process --profile ";

/// A setting of the section itself, not of [DEFAULT].
const ini::Setting* own(const ini::Section& section, std::string_view key) {
  const auto* setting = section.find(key);
  return setting != nullptr && !setting->inherited ? setting : nullptr;
}

bool has_our_process(const ini::Section& section, const std::string& profile) {
  const auto* process = own(section, "credential_process");
  return process != nullptr && process->text() != nullptr && is_our_process(*process->text(), profile);
}

bool is_rewritten(const ini::Section& section, const std::string& profile) {
  return own(section, adopted_name("role_arn")) != nullptr && own(section, "role_arn") == nullptr &&
         has_our_process(section, profile);
}

/// Collects edits of lines at the start of their key.
class Lines {
 public:
  explicit Lines(std::string_view text) : lines_(lines_of(text)) {}

  SecretText with_prefix(std::uint32_t number) const {
    const auto line = at(number);
    const auto indent = indent_of(line);
    SecretText text(line.substr(0, indent));
    text.append(kAdoptedPrefix).append(line.substr(indent));
    return text;
  }

  SecretText without_prefix(std::uint32_t number) const {
    const auto line = at(number);
    const auto indent = indent_of(line);
    SecretText text(line.substr(0, indent));
    text.append(line.substr(indent + kAdoptedPrefix.size()));
    return text;
  }

  /// A setting as indented as line `like`, with the line end of line `header`.
  std::string setting(std::string_view key, std::string_view value, std::uint32_t like,
                      std::uint32_t header) const {
    const auto end = at(header).substr(without_line_end(at(header)).size());
    return std::string(at(like).substr(0, indent_of(at(like))))
        .append(key)
        .append(" = ")
        .append(value)
        .append(end);
  }

 private:
  std::string_view at(std::uint32_t number) const { return lines_.at(number - 1); }
  static std::size_t indent_of(std::string_view line) {
    return line.size() - unicode::strip_start(line).size();
  }

  std::vector<std::string_view> lines_;
};

/// Whether the setting is renamed.
bool is_of_role(const ini::Section& section, const std::string& profile, const ini::Setting& setting) {
  if (setting.inherited || !setting_has(setting.key, kAdopted)) return false;
  return setting.key != "credential_process" || !is_rewritten(section, profile);
}

void rewrite_section(LineEdits& edits, const ini::Section& section, const std::string& profile,
                     const Lines& lines, const ProfileRewrite& rewrite) {
  for (const auto& setting : section.settings()) {
    const bool hidden = rewrite.hides_keys && !setting.inherited && setting_has(setting.key, kInOverlay);
    if (!hidden && !is_of_role(section, profile, setting)) continue;
    LineEdit edit{setting.line, {}};
    if (setting.key == "role_arn")
      edit.now.push_back(lines.setting("credential_process", rewrite.process, setting.line, section.line));
    edit.now.push_back(lines.with_prefix(setting.line));
    edits.push_back(std::move(edit));
  }
}

Result<void> check_unchanged(const ini::Section& section, const std::string& profile,
                             const std::string& path) {
  const auto where = path + ": line ";
  if (const auto doubled = doubled_setting(section, profile); !doubled.empty()) {
    return fail(Cause::adoption_refused,
                where + std::to_string(own(section, doubled)->line) + ": " + doubled +
                    " is set beside latchkey_" + doubled + ", so restoring [" + section.name +
                    "] would write it twice",
                "remove one of the two, then release again");
  }
  const auto* process = own(section, "credential_process");
  if (process == nullptr || own(section, adopted_name("role_arn")) == nullptr ||
      has_our_process(section, profile))
    return {};
  return fail(Cause::adoption_refused,
              where + std::to_string(process->line) + ": the credential_process of [" + section.name +
                  "] is not the one that adopt wrote for " + profile,
              "remove that line to get the role back, or the latchkey_ lines to keep it; then release again");
}

void release_section(LineEdits& edits, const ini::Section& section, const std::string& profile,
                     const Lines& lines) {
  const bool ours = own(section, adopted_name("role_arn")) != nullptr && has_our_process(section, profile);
  for (const auto& setting : section.settings()) {
    if (setting.inherited) continue;
    if (ours && setting.key == "credential_process") {
      edits.push_back({setting.line, {}});
    } else if (!original_of_adopted(setting.key).empty()) {
      edits.push_back({setting.line, {lines.without_prefix(setting.line)}});
    }
  }
}

void restore_adopted_section(ini::Section& section, const std::string& profile) {
  if (is_rewritten(section, profile)) {
    auto settings = section.settings();
    settings.erase(settings.begin() + (own(section, "credential_process") - section.settings().data()));
    section.replace_settings(std::move(settings));
  }
  for (const auto& known : known_settings()) {
    if (!known.has(kAdopted)) continue;
    const auto key = known.name;
    const auto* renamed = own(section, adopted_name(key));
    if (renamed == nullptr || own(section, key) != nullptr) continue;
    auto settings = section.settings();
    auto& setting = settings[static_cast<std::size_t>(renamed - section.settings().data())];
    setting.key = key;
    setting.renamed = true;
    section.replace_settings(std::move(settings));
  }
  // Settings of [DEFAULT] were hidden by those of the section.
  std::vector<ini::Setting> visible;
  for (const auto& setting : section.settings()) {
    if (!setting.inherited || section.find(setting.key) == &setting) visible.push_back(setting);
  }
  if (visible.size() != section.settings().size()) section.replace_settings(std::move(visible));
}

}  // namespace

std::optional<std::string> profile_of_section(SharedFile kind, std::string_view section) {
  if (kind == SharedFile::credentials || section == "default") return std::string(section);
  if (section.substr(0, 7) != "profile") return std::nullopt;
  return text::second_word(section);
}

std::string process_line(const std::string& program, const std::string& profile) {
  return command_line_word(program).append(kOurMark).append(command_line_word(profile));
}

bool is_our_process(std::string_view command, const std::string& profile) {
  const auto end = std::string(kOurMark) + command_line_word(profile);
  return command.size() > end.size() && command.substr(command.size() - end.size()) == end &&
         command.find('\n') == std::string_view::npos;
}

bool may_have_our_process(std::string_view text) {
  return has_part(text, kOurMark);  // every run of latchkey calls this
}

LineEdits rewrite_edits(const ini::File& file, std::string_view text, SharedFile kind,
                        const ProfileRewrites& rewrites) {
  const Lines lines(text);
  LineEdits edits;
  for (const auto& section : file) {
    const auto profile = profile_of_section(kind, section.name);
    const auto rewrite = profile ? rewrites.find(*profile) : rewrites.end();
    if (rewrite != rewrites.end()) rewrite_section(edits, section, *profile, lines, rewrite->second);
  }
  return edits;
}

bool rewrite_changes(const ini::Section& section, const std::string& profile) {
  return std::any_of(section.settings().begin(), section.settings().end(),
                     [&](const auto& setting) { return is_of_role(section, profile, setting); });
}

Result<LineEdits> release_edits(const ini::File& file, std::string_view text, SharedFile kind,
                                const std::set<std::string>& profiles, const std::string& path) {
  const Lines lines(text);
  LineEdits edits;
  for (const auto& section : file) {
    const auto profile = profile_of_section(kind, section.name);
    if (!profile || profiles.count(*profile) == 0) continue;
    CHECK(check_unchanged(section, *profile, path));
    release_section(edits, section, *profile, lines);
  }
  return edits;
}

std::set<std::string> adopted_profiles(const ini::File& file, SharedFile kind) {
  std::set<std::string> names;
  for (const auto& section : file) {
    if (own(section, adopted_name("role_arn")) == nullptr) continue;
    auto profile = profile_of_section(kind, section.name);
    if (profile && is_rewritten(section, *profile)) names.insert(*std::move(profile));
  }
  return names;
}

void restore_adopted(ini::File& file, SharedFile kind, const std::set<std::string>& profiles) {
  for (auto& section : file) {
    const auto profile = profile_of_section(kind, section.name);
    if (profile && profiles.count(*profile) != 0) restore_adopted_section(section, *profile);
  }
}

std::optional<Origin> stray_setting(const Profile& profile) {
  std::optional<Origin> stray;
  for (const auto* section : {profile.config, profile.credentials}) {
    if (section == nullptr) continue;
    if (is_rewritten(*section, profile.name)) return std::nullopt;
    for (const auto& setting : section->settings()) {
      if (stray || setting.inherited || original_of_adopted(setting.key).empty()) continue;
      stray = Origin::file(section->path(), setting.line);
      stray->setting = setting.key;
    }
  }
  return stray;
}

std::string doubled_setting(const ini::Section& section, const std::string& profile) {
  for (const auto& setting : section.settings()) {
    const auto original = original_of_adopted(setting.key);
    if (setting.inherited || original.empty() || own(section, original) == nullptr) continue;
    if (original != "credential_process" || !has_our_process(section, profile)) return std::string(original);
  }
  return {};
}

}  // namespace latchkey
