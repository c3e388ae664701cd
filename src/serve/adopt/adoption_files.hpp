// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aws/config/adoption.hpp"
#include "aws/config/config.hpp"
#include "platform/host.hpp"
#include <latchkey/error.hpp>

// Rewrites profiles in the user's own files, so that every SDK obtains their credentials from latchkey.
namespace latchkey {

struct FileChange {
  std::string path;
  SecretText before;
  LineEdits edits;
  std::string backup;  ///< the path of the backup; empty: nothing was written
};

struct AdoptionReport {
  std::vector<std::string> profiles;                ///< the changed profiles
  std::vector<std::pair<std::string, Error>> left;  ///< the unchanged profiles, with the reason
  std::vector<FileChange> files;
};

struct AdoptionOrder {
  std::optional<std::string> profile;  ///< nullopt: all
  bool only_tell = false;              ///< write nothing
};

/// The files to change.
struct SharedPaths {
  std::string config, credentials;
};

/// The limit for the profiles that one command adopts. More would need more than 200 MB of memory.
constexpr std::size_t kMostAdopted = 50'000;

/// Both read the files again, under a lock, store a backup of each (the last ten are kept) and replace it in
/// one step. If the second file cannot be written, they restore the first. Callers with large files should
/// not hold a Config meanwhile. Errors: io - a file cannot be locked, read or written; config - a file cannot
/// be parsed, too many profiles; missing - no such profile.
Result<AdoptionReport> adopt_profiles(const Host& host, const SharedPaths& paths, const AdoptionOrder& order);
Result<AdoptionReport> release_profiles(const Host& host, const SharedPaths& paths,
                                        const AdoptionOrder& order);

/// The folders in which the last adopt or release wrote, also those named by variables. If it was killed, a
/// temporary file may be left there.
std::vector<std::string> folders_of_last_adoption(const Host& host);

}  // namespace latchkey
