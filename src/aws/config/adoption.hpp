// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aws/config/config.hpp"
#include "base/ini/line_edits.hpp"
#include <latchkey/error.hpp>

// Which profiles are rewritten to credential_process, and how both shared files change by it. Pure.
namespace latchkey {

/// What becomes of a profile's own static keys, which many tools would take before credential_process.
enum class OwnKeys {
  hide,    ///< they are renamed, too; for copies, since no tool finds them then
  refuse,  ///< the profile stays as it is
};

struct SharedEdits {
  std::vector<std::string> profiles;                ///< whose sections change
  std::vector<std::pair<std::string, Error>> left;  ///< what stays as it is, and why
  LineEdits config, credentials;
};

/// `profiles` are names of profiles with roles. `program` is what credential_process starts. Each profile is
/// looked at again after the change: one that tools would still take for a role is left.
/// Errors: config - a file cannot be parsed.
Result<SharedEdits> adopt_edits(const ConfigText& config, const ConfigText& credentials,
                                const std::vector<std::string>& profiles, const std::string& program,
                                OwnKeys own_keys);

/// The way back, for what adopt_edits() did with OwnKeys::refuse, for every adopted profile or `only` that
/// one. Errors: config - a file cannot be parsed, or somebody changed what was written.
Result<SharedEdits> release_edits(const ConfigText& config, const ConfigText& credentials,
                                  const std::optional<std::string>& only);

}  // namespace latchkey
