// SPDX-License-Identifier: Apache-2.0
#include "serve/adopt/adoption_files.hpp"

#include <algorithm>
#include <functional>
#include <sstream>

#include "aws/config/role_plan.hpp"
#include "aws/config/settings.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "mfa/forecast.hpp"
#include "platform/crypto/hash.hpp"
#include "platform/files/file_lock.hpp"
#include "platform/files/files.hpp"
#include "platform/files/path_text.hpp"
#include "platform/files/state_directory.hpp"
#include "platform/files/temporary_files.hpp"
#include "platform/process/process_info.hpp"

namespace latchkey {
namespace {

using namespace std::chrono_literals;

std::string lock_path(const Host& host) {
  return StateDirectory(host.env).lock("adopt");
}

Result<FileLock> wait_for_lock(const Host& host) {
  constexpr auto kPause = 50ms;
  constexpr auto kLongest = 10s;
  const auto path = lock_path(host);
  for (auto waited = 0ms; waited <= kLongest; waited += kPause) {
    TRY(auto lock, FileLock::try_take(path));
    if (lock) return *std::move(lock);
    host.sleep(kPause);
  }
  return fail(Cause::adoption_busy, "another latchkey has been changing the config files for 10 seconds",
              "wait until it ends, then try again");
}

/// Records the folders of temporary files in the lock, for folders_of_last_adoption() after a kill.
void note_folders(FileLock& lock, const std::vector<FileChange>& changes) {
  std::string note;
  for (const auto& file : changes) note += files::folder_of(files::without_links(file.path)) + '\n';
  lock.set_note(note);
}

/// The backups of a file share the digits of its path. The last ten are kept.
Result<std::string> keep_backup(const Host& host, const FileChange& file) {
  constexpr std::size_t kKept = 10;
  constexpr std::size_t kDigits = 8;
  const auto folder = StateDirectory(host.env).folder(StateDirectory::Folder::backups);
  const auto base =
      path_text::name_of(file.path) + '-' + sha1_hex(files::absolute(file.path)).substr(0, kDigits) + '.';
  auto time = isoformat({host.now()});
  time.resize(time.find_first_of("+.Z"));
  time.erase(std::remove(time.begin(), time.end(), ':'), time.end());
  auto name = base + time + 'Z';
  for (int copy = 1; files::is_file(files::join(folder, name)); ++copy) {
    auto number = std::to_string(copy);
    if (number.size() < 2) number.insert(0, 1, '0');
    name = base + time + "Z-" + number;
  }
  auto path = files::join(folder, name);
  CHECK(files::write_private(path, file.before));

  auto names = files::names_in(folder);
  names.erase(std::remove_if(names.begin(), names.end(),
                             [&](const auto& other) { return other.compare(0, base.size(), base) != 0; }),
              names.end());
  for (std::size_t i = 0; i + kKept < names.size(); ++i) CHECK(files::remove(files::join(folder, names[i])));
  return path;
}

Result<void> write_all_files(const Host& host, std::vector<FileChange>& changes) {
  for (auto& file : changes) {
    TRY(file.backup, keep_backup(host, file));
  }
  for (auto file = changes.begin(); file != changes.end(); ++file) {
    const auto written = files::replace(file->path, edited(file->before, file->edits));
    if (written) continue;
    for (auto done = changes.begin(); done != file; ++done) {
      const auto back = files::replace(done->path, done->before);
      if (!back) host.warn(done->path + " stays changed; as it was it is in " + done->backup);
    }
    return tl::unexpected(written.error());
  }
  return {};
}

using MakeEdits = std::function<Result<SharedEdits>(const ConfigText& config, const ConfigText& credentials)>;

Result<AdoptionReport> change_files(const Host& host, const SharedPaths& paths, bool only_tell,
                                    bool credentials_first, const MakeEdits& make_edits) {
  std::optional<FileLock> lock;
  if (!only_tell) {
    TRY(lock, wait_for_lock(host));
    // Temporary files of a killed predecessor, before the note about them is replaced.
    for (const auto& folder : folders_of_last_adoption(host))
      static_cast<void>(temporaries::sweep(folder, temporaries::WrittenBy::latchkey, 0s));
  }
  ConfigText config_text{paths.config, {}};
  ConfigText credentials_text{paths.credentials, {}};
  for (auto* file : {&config_text, &credentials_text}) {
    TRY(file->text, files::read(file->path));
  }
  TRY(auto edits, make_edits(config_text, credentials_text));

  AdoptionReport report{std::move(edits.profiles), std::move(edits.left), {}};
  const auto add = [&](ConfigText& file, LineEdits& file_edits) {
    if (!file_edits.empty())
      report.files.push_back({file.path, *std::move(file.text), std::move(file_edits), {}});
  };
  add(config_text, edits.config);
  add(credentials_text, edits.credentials);
  // The role is usually in the config file. While only one file is written, latchkey must still know the
  // profile.
  if (credentials_first) std::reverse(report.files.begin(), report.files.end());
  if (lock) {
    note_folders(*lock, report.files);
    CHECK(write_all_files(host, report.files));
  }
  return report;
}

/// The profiles to adopt: one that is named, if it may need a code, or all that may.
Result<std::vector<std::string>> chosen_profiles(const Environment& env, const ConfigText& config_text,
                                                 const ConfigText& credentials,
                                                 const std::optional<std::string>& name) {
  TRY(const auto config, Config::parse(config_text, credentials));
  if (name) {
    if (config.find(*name) == nullptr) return no_such_profile(*name, config);
    RoleChains chains(config);
    TRY(const auto* chain, chains.find(*name));
    return chain != nullptr && may_need_code(config, env, *chain) ? std::vector{*name}
                                                                  : std::vector<std::string>();
  }
  auto names = profiles_with_code(config, env);
  if (names.size() <= kMostAdopted) return names;
  return fail(Cause::adoption_refused,
              config_text.path + " has " + std::to_string(names.size()) +
                  " profiles that need an MFA code; adopt --all is limited to " +
                  std::to_string(kMostAdopted),
              "adopt the profiles that you use one by one: latchkey adopt -p NAME");
}

/// The program's name without a path if PATH finds this program, so that the config files can be shared.
Result<std::string> program_for_files(const Environment& env) {
  if (finds_own_program("latchkey", env)) return std::string("latchkey");
  if (const auto own = own_program()) return *own;
  return fail(Cause::internal, "latchkey cannot tell where its own program is",
              "put latchkey on PATH, then try again");
}

}  // namespace

std::vector<std::string> folders_of_last_adoption(const Host& host) {
  std::vector<std::string> folders;
  std::istringstream note(FileLock::note_of(lock_path(host)));
  for (std::string folder; std::getline(note, folder);) folders.push_back(folder);
  return folders;
}

Result<AdoptionReport> adopt_profiles(const Host& host, const SharedPaths& paths,
                                      const AdoptionOrder& order) {
  TRY(const auto program, program_for_files(host.env));
  const MakeEdits edits = [&](const ConfigText& config_text,
                              const ConfigText& credentials) -> Result<SharedEdits> {
    TRY(const auto profiles, chosen_profiles(host.env, config_text, credentials, order.profile));
    if (profiles.empty()) return SharedEdits();
    return adopt_edits(config_text, credentials, profiles, program, OwnKeys::refuse);
  };
  return change_files(host, paths, order.only_tell, false, edits);
}

Result<AdoptionReport> release_profiles(const Host& host, const SharedPaths& paths,
                                        const AdoptionOrder& order) {
  const MakeEdits edits = [&](const ConfigText& config_text, const ConfigText& credentials) {
    return release_edits(config_text, credentials, order.profile);
  };
  return change_files(host, paths, order.only_tell, true, edits);
}

}  // namespace latchkey
