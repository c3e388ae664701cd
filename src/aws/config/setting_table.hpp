// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace latchkey {

/// The purpose of a setting. `connection` and `other` apply only in the selected profile, all others in every
/// profile of the chain.
enum class SettingGroup : std::uint8_t { keys, account, role, process, sso, login, mfa, connection, other };

/// Whether output may contain the value of a setting or variable.
enum class Visibility : std::uint8_t {
  never,
  key_id,       ///< if it has the form of an access key ID
  own_program,  ///< if it is latchkey's own command line
  url,          ///< if the URL has no user name, password or query
  why,          ///< in `why`, but not in a quoted line of a file
  everywhere
};

/// The prefix that `adopt` adds to settings with the rule kAdopted.
constexpr std::string_view kAdoptedPrefix = "latchkey_";

constexpr unsigned kText = 1U << 0U;           ///< has no nested settings
constexpr unsigned kOneLine = 1U << 1U;        ///< its value must be one line
constexpr unsigned kAdopted = 1U << 2U;        ///< `adopt` renames it to latchkey_NAME
constexpr unsigned kInOverlay = 1U << 3U;      ///< `exec` hides it in the program's copy of the files
constexpr unsigned kBeforeProcess = 1U << 4U;  ///< other tools prefer it to credential_process

struct SettingInfo {
  std::string_view name;
  SettingGroup group;
  Visibility visibility;
  unsigned rules;

  bool has(unsigned rule) const { return (rules & rule) != 0; }
};

struct VariableInfo {
  const char* name;
  Visibility visibility;
};

/// aws/config/settings.def, in its order.
std::span<const SettingInfo> known_settings();
std::span<const VariableInfo> known_variables();

/// nullptr: latchkey does not use a setting of this name.
const SettingInfo* find_setting(std::string_view name);

/// "latchkey_role_arn" for "role_arn".
std::string adopted_name(std::string_view name);
/// "role_arn" for "latchkey_role_arn"; empty: `adopt` does not write this name.
std::string_view original_of_adopted(std::string_view name);

/// Whether the setting is known and has one of the rules.
bool setting_has(std::string_view name, unsigned rule);

/// Whether it applies in every profile of the chain, not only in the selected one.
bool is_credential_setting(std::string_view name);
bool is_connection_setting(std::string_view name);

}  // namespace latchkey
