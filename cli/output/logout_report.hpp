// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "session/forget.hpp"

namespace latchkey::cli {

/// The further files that `latchkey logout --all` removed.
struct CleanedUp {
  int temporaries = 0;  ///< left by killed processes
  int backups = 0;
};

/// "3 backups".
template <typename Count>
std::string counted(Count count, const std::string& thing) {
  return std::to_string(count) + ' ' + thing + (count == 1 ? "" : "s");
}

/// "forgot the MFA session and the credentials of 2 roles (audit, ops)", or that nothing was cached.
std::string logout_report(const Forgotten& done, const CleanedUp& more);
/// One object.
nlohmann::ordered_json logout_json(const Forgotten& done, const CleanedUp& more);

}  // namespace latchkey::cli
