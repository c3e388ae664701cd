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

/// One AssumeRole call with the settings of a profile.
struct RoleStep {
  std::string profile;  ///< the profile with the role_arn
  std::string role_arn;
  std::optional<std::string> session_name;  ///< nullopt or empty: generated for the call
  std::optional<std::string> external_id;
  std::optional<std::string> mfa_serial;
  std::optional<long long> duration_seconds;
  bool duration_is_ignored = false;  ///< it is set, but is not a number
  /// The names of two settings in the file, for messages: Profile::name_in_file().
  std::string role_arn_name = "role_arn", mfa_serial_name = "mfa_serial";
};

/// The resolved source_profile links of a profile: base credentials and the roles to assume with them.
struct RolePlan {
  std::vector<RoleStep>
      steps;                 ///< at least one, in the order of the calls: the selected profile's role is last
  std::string base_profile;  ///< profile with the base credentials; empty: see credential_source
  std::string
      credential_source;  ///< Environment, EcsContainer or Ec2InstanceMetadata; empty: see base_profile

  bool needs_code() const;  ///< whether any step names an MFA device
};

/// Whether the assume-role provider handles this profile (botocore/credentials.py:1625).
bool has_role_settings(const Profile& profile);

/// The AssumeRole call of a profile that has_role_settings().
RoleStep role_step(const Profile& profile);

/// The roles of a profile as a linked list with shared parts: each refers to the role before it.
struct RoleChain {
  const Profile* profile = nullptr;        ///< the profile with the role_arn
  const RoleChain* source = nullptr;       ///< the previous role; nullptr: this is the first
  const RoleChain* first = nullptr;        ///< the role that is assumed with the base credentials
  const RoleChain* with_device = nullptr;  ///< the last role up to this one with an mfa_serial; nullptr: none
  const Profile* base = nullptr;           ///< of the first role, as RolePlan::base_profile; nullptr: none
  std::size_t length = 1;                  ///< number of roles
};

/// The limit for chains of source_profile.
constexpr std::size_t kLongestChain = 10'000;

/// The chains of all profiles. Resolves each profile once, so that a chain of n profiles takes n steps, not n
/// * n. Pure: no file, no network, no clock. `config` must outlive it. Source:
/// botocore/credentials.py:1625-1842.
class RoleChains {
 public:
  explicit RoleChains(const Config& config) : config_(config) {}

  /// The chain of profile `name`; nullptr: the profile assumes no role. Valid as long as this object.
  /// Errors: config - a missing profile, a loop, both or neither kind of source, an unknown
  /// credential_source, a chain that is too long. All errors name the profile.
  Result<const RoleChain*> find(const std::string& name);

  /// The number of resolved profiles, for tests.
  std::size_t resolved() const { return entries_.size(); }

 private:
  struct Entry {
    RoleChain chain;
    const Profile* failed_at = nullptr;  // the broken profile of the chain; see error_at()
    const Profile* loops_at = nullptr;   // the first profile that is visited twice
    std::size_t visited = 0;             // number of profiles up to there
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
  // The search for similar names is done for one error only.
  mutable const Profile* suggested_for_ = nullptr;
  mutable std::string suggestion_;
};

/// The plan of one profile. nullopt: the profile assumes no role. Errors: as RoleChains::find.
Result<std::optional<RolePlan>> plan_roles(const Config& config, const std::string& name);

}  // namespace latchkey
