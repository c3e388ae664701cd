// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "cli/command.hpp"
#include "serve/adopt/adoption_files.hpp"

// Code for both `adopt` and `release`.
namespace latchkey::cli {

struct AdoptionOptions {
  bool all = false;
  bool dry_run = false;
  bool json = false;
};

/// The selection of the command line, with data from the files. Does not refer to a Config, which may be
/// large.
struct AdoptionChoice {
  AdoptionOrder order;  ///< the selected profile, or all
  SharedPaths paths;
  bool is_adopted = false;  ///< of the selected profile
  bool has_web_identity = false;
  bool has_device = false;
  std::vector<std::string> warnings = {};  ///< of sections that are not read
};

/// Reads the files. Errors: those of load_setup(); missing - no profile is selected.
Result<AdoptionChoice> choose_for_adoption(const CommandInput& in, const AdoptionOptions& options);

/// The changed files and their backups; for a dry run, the differences. `home` is printed as "~".
std::string changes_text(const AdoptionReport& report, bool dry_run, const std::string& home);

/// {"profiles", "files"}: the profiles that are changed; "path", "backup" and "diff" of each file, of which
/// "backup" is null after a dry run.
nlohmann::ordered_json changes_json(const AdoptionReport& report);

/// "ops", "ops and dev", "ops, dev and prod".
std::string names_text(const std::vector<std::string>& names);

}  // namespace latchkey::cli
