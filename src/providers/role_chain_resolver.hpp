// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "aws/cache/cache_key.hpp"
#include "aws/cache/role_cache.hpp"
#include "aws/sts/sts.hpp"
#include "mfa/mfa_session.hpp"
#include "mfa/single_flight.hpp"
#include "providers/provider.hpp"

namespace latchkey {

/// Obtains the credentials of a plan's roles: each from its cache entry, or assumed with the credentials of
/// the previous step.
class RoleChainResolver {
 public:
  RoleChainResolver(const Setup& setup, const RolePlan& plan, const CredentialSource& base,
                    const LoadOptions& options)
      : setup_(setup),
        plan_(plan),
        base_(base),
        wish_(options),
        endpoint_(sts_identity(setup)),
        cache_(setup.host, endpoint_) {}

  /// `count`: the number of steps of the plan; 0 is the base only.
  Result<Credentials> credentials_for_step(std::size_t count) const;

 private:
  /// A step that calls STS.
  struct Call {
    const RoleStep& step;
    std::string key;  ///< of its cache entry
    StsClient sts;
    Credentials signer;
    MfaSettings settings;
    std::optional<InheritedDevice> inherited;  ///< for a role that STS denies without MFA
    bool is_at_aws = false;                    ///< the endpoint is AWS's own, so AWS's rules apply
    bool is_renewal =
        false;  ///< the cached credentials are still valid: no prompt, and no wait for a process
  };
  /// Outer error: why STS was not called, or another process's error. Inner result: STS's reply.
  using Outcome = Result<StsResult<Credentials>>;

  /// A validated step that needs the credentials of the previous step.
  struct Prepared {
    const RoleStep& step;
    Connection connection;
    MfaSettings settings;
    bool is_quiet = false;                ///< prompts are not allowed: this or a later step is a refresh
    std::optional<Credentials> fallback;  ///< of a refresh: the cached credentials
  };

  std::optional<Credentials> find_cached(const RoleStep& step) const;
  std::chrono::seconds least_left(const RoleStep& step) const;
  bool is_renewed(const std::string& key) const;
  bool is_due(const RoleStep& step, const Credentials& cached) const;
  Result<Prepared> prepare(const RoleStep& step) const;
  Result<Credentials> obtain(Prepared prepared, Credentials signer) const;
  Result<Credentials> with_session(const Call& call) const;
  /// For a role without mfa_serial that STS has denied: uses an MFA session of the source profile's device.
  Result<Credentials> with_inherited_device(const Call& call, const ServiceFailure& denial) const;
  std::optional<InheritedDevice> inherited_device_of(const RoleStep& step, const Credentials& signer) const;
  Result<Credentials> with_code(const Call& call, const std::string& note) const;
  /// Makes one AssumeRole call without a code for all processes that need this role now. Returns ExpiredToken
  /// without a call if `signer_is_gone` after waiting for another process.
  Outcome assume_once(const Call& call, const Credentials& signer,
                      const std::function<bool()>& signer_is_gone) const;
  CredentialsResult assume(const Call& call, const Credentials& signer) const;

  /// Values that AWS would reject in the steps to the selected role, as warnings before a prompt for the MFA
  /// session's or the call's code.
  std::vector<std::string> preflight_warnings(const Call& call, bool by_session) const;
  bool renews_quietly(const RoleStep& step) const;  ///< an MFA session can refresh it without a prompt
  bool look(const Call& call, std::optional<Credentials>& found) const;
  Credentials keep(const Call& call, StsReply<CredentialsReply> reply) const;
  Error explained(const Call& call, const ServiceFailure& failure, const Credentials& signer) const;

  const Setup& setup_;
  const RolePlan& plan_;
  const CredentialSource& base_;
  const LoadOptions& wish_;
  std::string endpoint_;  ///< the identity of the STS that every step calls
  RoleCache cache_;
};

/// Whether AWS ended the session early, or does not know it: its keys were removed, or another service issued
/// it.
bool session_is_dead(const ServiceFailure& failure);

}  // namespace latchkey
