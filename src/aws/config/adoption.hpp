// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aws/config/config.hpp"
#include "base/ini/line_edits.hpp"
#include <latchkey/error.hpp>

// Selects the profiles to rewrite to credential_process, and computes the edits of both shared files. Pure.
namespace latchkey {

/// What becomes of a profile's own static keys, which many tools would take before credential_process.
enum class OwnKeys {
  hide,    ///< they are renamed as well; for copies, because no tool finds them then
  refuse,  ///< the profile is not changed
};

struct SharedEdits {
  std::vector<std::string> profiles;                ///< the changed profiles
  std::vector<std::pair<std::string, Error>> left;  ///< the unchanged profiles, with the reason
  LineEdits config, credentials;
};

/// `profiles` are names of profiles with roles. `program` is what credential_process starts. Each profile is
/// looked at again after the change: one that tools would still take for a role is left.
/// Errors: config - a file cannot be parsed.
Result<SharedEdits> adopt_edits(const ConfigText& config, const ConfigText& credentials,
                                const std::vector<std::string>& profiles, const std::string& program,
                                OwnKeys own_keys);

/// Reverses adopt_edits() with OwnKeys::refuse, for every adopted profile or `only` one. Errors: config - a
/// file cannot be parsed, or the edited lines have changed.
Result<SharedEdits> release_edits(const ConfigText& config, const ConfigText& credentials,
                                  const std::optional<std::string>& only);

}  // namespace latchkey
