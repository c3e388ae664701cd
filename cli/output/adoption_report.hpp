// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "cli/command.hpp"
#include "serve/adopt/adoption_files.hpp"

// What `adopt` and `release` have in common.
namespace latchkey::cli {

struct AdoptionOptions {
  bool all = false;
  bool dry_run = false;
  bool json = false;
};

/// What the command line chooses, and what the files say of it. Refers to no Config, which may be large.
struct AdoptionChoice {
  AdoptionOrder order;  ///< the profile that is chosen, or all of them
  SharedPaths paths;
  bool is_adopted = false;  ///< of the chosen profile
  bool has_web_identity = false;
  bool has_device = false;
  std::vector<std::string> warnings = {};  ///< of sections that are not read
};

/// Reads the files. Errors: those of load_setup(); missing - no profile is chosen.
Result<AdoptionChoice> choose_for_adoption(const CommandInput& in, const AdoptionOptions& options);

/// Where the files were changed, and where they are kept as they were; of a dry run the differences.
/// `home` is shown as "~".
std::string changes_text(const AdoptionReport& report, bool dry_run, const std::string& home);

/// {"profiles", "files"}: the profiles that are changed; "path", "backup" and "diff" of each file, of which
/// "backup" is null after a dry run.
nlohmann::ordered_json changes_json(const AdoptionReport& report);

/// "ops", "ops and dev", "ops, dev and prod".
std::string names_text(const std::vector<std::string>& names);

}  // namespace latchkey::cli
