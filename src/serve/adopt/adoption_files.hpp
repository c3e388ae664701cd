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

// Profiles rewritten in the person's own files, so that every SDK gets their credentials from latchkey.
namespace latchkey {

struct FileChange {
  std::string path;
  SecretText before;
  LineEdits edits;
  std::string backup;  ///< where `before` is kept; empty: nothing was written
};

struct AdoptionReport {
  std::vector<std::string> profiles;                ///< that are changed
  std::vector<std::pair<std::string, Error>> left;  ///< that stay as they are, and why
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

/// As many profiles are adopted by one command. More would need more than 200 MB of memory.
constexpr std::size_t kMostAdopted = 50'000;

/// Both read the files anew, under a lock, keep a backup of each (the last ten) and replace it in one step;
/// where the second file cannot be written, the first is set back. Callers with large files should not hold
/// a Config meanwhile. Errors: io - a file cannot be locked, read or written; config - a file cannot be
/// parsed, too many profiles; missing - no such profile.
Result<AdoptionReport> adopt_profiles(const Host& host, const SharedPaths& paths, const AdoptionOrder& order);
Result<AdoptionReport> release_profiles(const Host& host, const SharedPaths& paths,
                                        const AdoptionOrder& order);

/// The folders in which the last adopt or release wrote, wherever variables said that the files are: it may
/// have been killed, and have left a temporary file there.
std::vector<std::string> folders_of_last_adoption(const Host& host);

}  // namespace latchkey
