// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace latchkey::cli {

/// What `latchkey logout` removed.
struct Forgotten {
  int sessions = 0;
  std::set<std::string> sign_ins;  ///< at IAM Identity Center, by the name of their token file
  bool login = false;              ///< what aws login wrote
  /// The cache keys of roles, each with a profile that has the role. Empty: no profile has it.
  std::map<std::string, std::string> roles;
  int temporaries = 0;  ///< files that killed processes left
  int backups = 0;
};

/// "3 backups".
template <typename Count>
std::string counted(Count count, const std::string& thing) {
  return std::to_string(count) + ' ' + thing + (count == 1 ? "" : "s");
}

/// "forgot the MFA session and the credentials of 2 roles (audit, ops)", or that nothing was cached.
std::string logout_report(const Forgotten& done);
/// One object.
nlohmann::ordered_json logout_json(const Forgotten& done);

}  // namespace latchkey::cli
