// SPDX-License-Identifier: Apache-2.0
#include "serve/adopt/leftovers.hpp"

#include <algorithm>

#include "aws/config/paths.hpp"
#include "base/try.hpp"
#include "platform/files/files.hpp"
#include "platform/files/state_directory.hpp"
#include "platform/files/temporary_files.hpp"
#include "serve/adopt/adoption_files.hpp"
#include "serve/endpoint/server_lock.hpp"

namespace latchkey {
namespace {

using std::chrono::seconds;
using Kind = WrittenFolder::Kind;

constexpr seconds kStale{600};
constexpr seconds kLongestWriteOfOthers{2};

temporaries::Swept sweep(const Host& host, seconds own_age, std::optional<seconds> age_of_others) {
  temporaries::Swept all;
  const auto add = [&](const temporaries::Swept& swept) {
    all.removed += swept.removed;
    all.young += swept.young;
  };
  for (const auto& [folder, kind] : written_folders(host)) {
    using temporaries::WrittenBy;
    add(temporaries::sweep(folder, kind == Kind::own ? WrittenBy::any_tool : WrittenBy::latchkey, own_age));
    if (kind == Kind::cache && age_of_others)
      add(temporaries::sweep(folder, WrittenBy::any_tool, *age_of_others));
  }
  return all;
}

}  // namespace

std::vector<WrittenFolder> written_folders(const Host& host) {
  std::vector<WrittenFolder> folders;
  const auto add = [&](const std::string& path, Kind kind) {
    const auto is_it = [&](const WrittenFolder& other) { return other.path == path; };
    if (std::none_of(folders.begin(), folders.end(), is_it)) folders.push_back({path, kind});
  };
  const StateDirectory state(host.env);
  for (const auto folder : StateDirectory::kReplacedIn) add(state.folder(folder), Kind::own);
  for (const auto& path : {paths::boto_cache(host.env), paths::cli_cache(host.env),
                           paths::sso_cache(host.env), paths::login_cache(host.env)})
    add(path, Kind::cache);
  add(files::folder_of(state.path()), Kind::other);
  for (const auto& path : {paths::config_file(host.env), paths::credentials_file(host.env)}) {
    add(files::folder_of(path), Kind::other);
    add(files::folder_of(files::without_links(path)), Kind::other);
  }
  for (const auto& path : folders_of_last_adoption(host)) add(path, Kind::other);
  return folders;
}

void sweep_leftovers(const Host& host) {
  const auto swept = sweep(host, kStale, std::nullopt);
  if (swept.removed > 0)
    host.debug("leftovers: removed " + std::to_string(swept.removed) + " temporary files");
  static_cast<void>(remove_stale_overlays(host));
  forget_dead_server(host);
}

LeftInPlace remove_leftovers(const Host& host) {
  auto swept = sweep(host, seconds{0}, kLongestWriteOfOthers);
  LeftInPlace left{swept.removed, {}};
  if (swept.young > 0) {
    host.sleep(kLongestWriteOfOthers + seconds{1});  // file times are whole seconds here
    left.removed += sweep(host, seconds{0}, kLongestWriteOfOthers).removed;
  }
  left.running = remove_stale_overlays(host);
  forget_dead_server(host);
  return left;
}

std::vector<std::string> backups(const Host& host) {
  const auto folder = StateDirectory(host.env).folder(StateDirectory::Folder::backups);
  auto names = files::names_in(folder);
  for (auto& name : names) name = files::join(folder, name);
  names.erase(
      std::remove_if(names.begin(), names.end(), [](const auto& path) { return !files::is_file(path); }),
      names.end());
  return names;
}

Result<int> remove_backups(const Host& host) {
  int removed = 0;
  for (const auto& path : backups(host)) {
    TRY(const bool was_there, files::remove(path));
    removed += was_there ? 1 : 0;
  }
  return removed;
}

}  // namespace latchkey
