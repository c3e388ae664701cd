// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "cli/command.hpp"
#include "serve/adoption_files.hpp"

// What `adopt` and `release` have in common.
namespace latchkey::cli {

struct AdoptionOptions {
  bool all = false;
  bool dry_run = false;
};

/// The profile that is chosen, or all of them. Errors: missing - there is none.
Result<AdoptionOrder> adoption_order(const CommandInput& in, const AdoptionOptions& options);

/// Where the files were changed, and where they are kept as they were; of a dry run the differences.
std::string changes_text(const AdoptionReport& report, bool dry_run);

/// "ops", "ops and dev", "ops, dev and prod".
std::string names_text(const std::vector<std::string>& names);

}  // namespace latchkey::cli
