// SPDX-License-Identifier: Apache-2.0
#include "aws/config/adoption.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "aws/config/profile_rewrite.hpp"
#include "aws/config/setting_table.hpp"
#include "base/try.hpp"

namespace latchkey {
namespace {

bool has_own_keys(const Profile& profile) {
  return profile.has("aws_access_key_id") || profile.has("aws_secret_access_key");
}

Error cannot(const std::string& profile, const std::string& why, std::string hint) {
  return {Cause::adoption_refused, "profile " + profile + " cannot be adopted: " + why, std::move(hint)};
}

/// Why the profile cannot be rewritten; nullopt: it can.
std::optional<Error> obstacle(const Profile& profile, OwnKeys own_keys) {
  if (!profile.name.empty() && profile.name.front() == '-')
    return cannot(profile.name, "its name begins with \"-\"", "give it another name");
  if (own_keys == OwnKeys::refuse && has_own_keys(profile)) {
    return cannot(profile.name, "it has keys of its own, which tools would take before credential_process",
                  "move the keys to a profile of their own and name that in source_profile");
  }
  for (const auto& setting : known_settings()) {
    if (setting.has(kBeforeProcess) && profile.has(setting.name)) {
      return cannot(
          profile.name,
          "it has " + std::string(setting.name) + ", which tools would take before credential_process",
          "move the sign-in settings to a profile of their own");
    }
  }
  for (const auto* section : {profile.config, profile.credentials}) {
    const auto doubled = section != nullptr ? doubled_setting(*section, profile.name) : std::string();
    if (!doubled.empty()) {
      return cannot(profile.name, "[" + section->name + "] has " + doubled + " and latchkey_" + doubled,
                    "remove one of the two");
    }
  }
  if (const auto stray = stray_setting(profile)) {
    auto error = cannot(profile.name, "it has " + stray->setting + " already, which would then be used",
                        "remove that line, or remove \"latchkey_\" from its name to use it");
    error.origin = *stray;
    return error;
  }
  return std::nullopt;
}

/// Rewrites the two files. Holds one parsed configuration at a time, because it may have 300,000 profiles.
class Adoption {
 public:
  Adoption(const ConfigText& config, const ConfigText& credentials)
      : config_(config), credentials_(credentials) {}

  Result<SharedEdits> of(const std::vector<std::string>& profiles, const std::string& program,
                         OwnKeys own_keys) {
    CHECK(make_edits(profiles, [&](const Config& as_written) {
      for (const auto& name : profiles) want(as_written, name, program, own_keys);
    }));
    for (;;) {
      TRY(const bool works, check_edits());
      if (works) return std::move(edits_);
      CHECK(make_edits(profiles, [](const Config&) {}));
    }
  }

 private:
  template <typename Prepare>
  Result<void> make_edits(const std::vector<std::string>& profiles, const Prepare& prepare) {
    TRY(const auto as_written, Config::parse_as_written(config_, credentials_));
    prepare(as_written);
    keep_needed_keys(as_written);
    edits_.config = edits_of(as_written.config_sections(), config_, SharedFile::config);
    edits_.credentials = edits_of(as_written.credentials_sections(), credentials_, SharedFile::credentials);
    edits_.profiles.clear();
    for (const auto& name : profiles) {
      if (rewrites_.count(name) != 0 && changes(as_written, name)) edits_.profiles.push_back(name);
    }
    return {};
  }

  void want(const Config& as_written, const std::string& name, const std::string& program, OwnKeys own_keys) {
    const auto* profile = as_written.find(name);
    if (profile == nullptr) return;
    if (auto why = obstacle(*profile, own_keys)) {
      leave(name, *std::move(why));
    } else {
      rewrites_[name] = {process_line(program, name), has_own_keys(*profile)};
    }
  }

  /// A profile whose keys are hidden must not be the source of a profile that remains a role.
  void keep_needed_keys(const Config& as_written) {
    const auto hides_keys = [](const auto& rewrite) { return rewrite.second.hides_keys; };
    bool changed = std::any_of(rewrites_.begin(), rewrites_.end(), hides_keys);
    while (changed) {  // this reads the settings of all profiles
      changed = false;
      for (const auto& profile : as_written.profiles()) {
        const auto* source = rewrites_.count(profile.name) == 0 ? profile.text("source_profile") : nullptr;
        const auto needed = source != nullptr ? rewrites_.find(*source) : rewrites_.end();
        if (needed == rewrites_.end() || !needed->second.hides_keys) continue;
        leave(needed->first, cannot(needed->first, "its keys are the source of profile " + profile.name,
                                    "move the keys to a profile of their own"));
        rewrites_.erase(needed);
        changed = true;
      }
    }
  }

  /// Parses the changed files, and excludes profiles that would still be roles. True: there are none.
  Result<bool> check_edits() {
    const auto after = Config::parse_as_written(after_edits(config_, edits_.config),
                                                after_edits(credentials_, edits_.credentials));
    if (!after) {
      return fail(after.error().cause, "the adopted file could not be read: " + after.error().message,
                  "adopt fewer profiles: latchkey adopt -p NAME", after.error().origin);
    }
    std::vector<std::string> failed;
    for (const auto& [name, rewrite] : rewrites_) {
      const auto* profile = after->find(name);
      const auto* process = profile != nullptr ? profile->text("credential_process") : nullptr;
      const bool works = process != nullptr && is_our_process(*process, name) && !profile->has("role_arn") &&
                         !has_own_keys(*profile);
      if (!works) failed.push_back(name);
    }
    for (const auto& name : failed) {
      rewrites_.erase(name);
      leave(name, cannot(name, "part of its role or its keys is in [DEFAULT]",
                         "write those settings into the profile itself"));
    }
    return failed.empty();
  }

  void leave(const std::string& name, Error why) { edits_.left.emplace_back(name, std::move(why)); }

  LineEdits edits_of(const ini::File& file, const ConfigText& text, SharedFile kind) const {
    return text.text ? rewrite_edits(file, *text.text, kind, rewrites_) : LineEdits();
  }

  static ConfigText after_edits(const ConfigText& file, const LineEdits& edits) {
    return file.text ? ConfigText{file.path, edited(*file.text, edits)} : file;
  }

  /// False: the profile was adopted before, and nothing is left to do.
  static bool changes(const Config& as_written, const std::string& name) {
    const auto* profile = as_written.find(name);
    return (profile->config != nullptr && rewrite_changes(*profile->config, name)) ||
           (profile->credentials != nullptr && rewrite_changes(*profile->credentials, name));
  }

  const ConfigText& config_;
  const ConfigText& credentials_;
  ProfileRewrites rewrites_;
  SharedEdits edits_;
};

}  // namespace

Result<SharedEdits> adopt_edits(const ConfigText& config, const ConfigText& credentials,
                                const std::vector<std::string>& profiles, const std::string& program,
                                OwnKeys own_keys) {
  return Adoption(config, credentials).of(profiles, program, own_keys);
}

Result<SharedEdits> release_edits(const ConfigText& config, const ConfigText& credentials,
                                  const std::optional<std::string>& only) {
  TRY(const auto as_written, Config::parse_as_written(config, credentials));
  SharedEdits edits;
  std::set<std::string> names;
  for (const auto& profile : as_written.profiles()) {
    const auto is_adopted = [](const ini::Section* section) {
      return section != nullptr && section->find("latchkey_role_arn") != nullptr;
    };
    const bool wanted = !only || profile.name == *only;
    if (!wanted || (!is_adopted(profile.config) && !is_adopted(profile.credentials))) continue;
    names.insert(profile.name);
    edits.profiles.push_back(profile.name);
  }
  const auto edits_of = [&](const ini::File& file, const ConfigText& text, SharedFile kind) {
    return text.text ? release_edits(file, *text.text, kind, names, text.path) : Result<LineEdits>();
  };
  TRY(edits.config, edits_of(as_written.config_sections(), config, SharedFile::config));
  TRY(edits.credentials, edits_of(as_written.credentials_sections(), credentials, SharedFile::credentials));
  return edits;
}

}  // namespace latchkey
