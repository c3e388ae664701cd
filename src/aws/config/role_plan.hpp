// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "aws/config/config.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// One AssumeRole call, as a profile asks for it.
struct RoleStep {
  std::string profile;  ///< whose role_arn it is
  std::string role_arn;
  std::optional<std::string> session_name;  ///< nullopt or empty: generated at the call
  std::optional<std::string> external_id;
  std::optional<std::string> mfa_serial;
  std::optional<long long> duration_seconds;
  bool duration_is_ignored = false;  ///< it is set, and no number
  /// What two of the settings are called in the file, for messages: Profile::name_in_file().
  std::string role_arn_name = "role_arn", mfa_serial_name = "mfa_serial";
};

/// What a profile's source_profile links amount to: base credentials and the roles to assume with them.
struct RolePlan {
  std::vector<RoleStep> steps;  ///< at least one, in the order of assuming: the selected profile's comes last
  std::string base_profile;  ///< profile that the base credentials come from; empty: credential_source says
  std::string
      credential_source;  ///< Environment, EcsContainer or Ec2InstanceMetadata; empty: base_profile says

  bool needs_code() const;  ///< whether any step names an MFA device
};

/// Whether the assume-role provider is the one to look at this profile (botocore/credentials.py:1625).
bool has_role_settings(const Profile& profile);

/// The AssumeRole call of a profile that has_role_settings().
RoleStep role_step(const Profile& profile);

/// The roles of a profile as a list that profiles share: each refers to the role that is assumed before it.
struct RoleChain {
  const Profile* profile = nullptr;        ///< whose role_arn it is
  const RoleChain* source = nullptr;       ///< the role before; nullptr: this one is the first
  const RoleChain* first = nullptr;        ///< the role that the base credentials assume
  const RoleChain* with_device = nullptr;  ///< the last one with an mfa_serial, up to this; nullptr: none
  const Profile* base = nullptr;           ///< of the first one: as RolePlan::base_profile; nullptr: none
  std::size_t length = 1;                  ///< number of roles
};

/// Longer chains of source_profile are rejected.
constexpr std::size_t kLongestChain = 10'000;

/// The chains of all profiles. Resolves each profile once, so that a chain of n profiles costs n steps, not n
/// * n. Pure: no file, no network, no clock. `config` must outlive it. Source:
/// botocore/credentials.py:1625-1842.
class RoleChains {
 public:
  explicit RoleChains(const Config& config) : config_(config) {}

  /// The chain of profile `name`; nullptr: the profile assumes no role. Valid as long as this object.
  /// Errors: config - a profile that is missing, links in a loop, both or neither kind of source, an unknown
  /// credential_source, a chain that is too long; always naming the profile.
  Result<const RoleChain*> find(const std::string& name);

  /// How many profiles were looked at, for tests.
  std::size_t resolved() const { return entries_.size(); }

 private:
  struct Entry {
    RoleChain chain;
    const Profile* failed_at = nullptr;  // the profile of the chain that is broken; see error_at()
    const Profile* loops_at = nullptr;   // the first profile that is visited twice
    std::size_t visited = 0;             // profiles up to there
    std::optional<std::size_t> on_path;  // position, while the path is followed
    bool is_done() const { return failed_at != nullptr || loops_at != nullptr || chain.first != nullptr; }
  };

  void resolve(const Profile* profile);
  Result<const Profile*> source_of(Entry& entry, const Profile& profile) const;
  void close_loop(const std::vector<Entry*>& path, std::size_t start);
  void extend(Entry& entry, const Entry& source) const;
  Error error_at(const Profile& profile);
  Error too_long(const Profile& profile) const;
  tl::unexpected<Error> loop(const Profile& from, const Profile& again, std::size_t visited) const;

  const Config& config_;
  std::unordered_map<const Profile*, Entry> entries_;
  // A search through all names is made for one error alone.
  mutable const Profile* suggested_for_ = nullptr;
  mutable std::string suggestion_;
};

/// The plan of one profile. nullopt: the profile assumes no role. Errors: as RoleChains::find.
Result<std::optional<RolePlan>> plan_roles(const Config& config, const std::string& name);

}  // namespace latchkey
