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

/// Walks a plan from the cache outwards: each role from its cache entry, or assumed with the credentials of
/// the step before it.
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

  /// `count`: how many of the plan's steps to take; 0 is the base alone.
  Result<Credentials> credentials_for_step(std::size_t count) const;

 private:
  /// A step on its way to STS.
  struct Call {
    const RoleStep& step;
    std::string key;  ///< of its cache entry
    StsClient sts;
    Credentials signer;
    MfaSettings settings;
    std::optional<InheritedDevice> inherited;  ///< for a role that STS denies without MFA
    bool is_at_aws = false;                    ///< no endpoint is configured, so AWS's own rules hold
    bool is_renewal = false;  ///< what is cached still counts: no question, and no wait for another process
  };
  /// Outer: why STS was not asked, or another process's error; inner: what STS said.
  using Outcome = Result<StsResult<Credentials>>;

  /// A step whose own settings are right, and which waits for the credentials of the step before it.
  struct Prepared {
    const RoleStep& step;
    Connection connection;
    MfaSettings settings;
    bool is_quiet = false;                ///< nobody may be asked: this or a later step is a renewal
    std::optional<Credentials> fallback;  ///< of a renewal: what is cached
  };

  std::optional<Credentials> find_cached(const RoleStep& step) const;
  std::chrono::seconds least_left(const RoleStep& step) const;
  bool is_renewed(const std::string& key) const;
  bool is_due(const RoleStep& step, const Credentials& cached) const;
  Result<Prepared> prepare(const RoleStep& step) const;
  Result<Credentials> obtain(Prepared prepared, Credentials signer) const;
  Result<Credentials> with_session(const Call& call) const;
  /// For a role without mfa_serial that STS has denied: by an MFA session of the source profile's device.
  Result<Credentials> with_inherited_device(const Call& call, const ServiceFailure& denial) const;
  std::optional<InheritedDevice> inherited_device_of(const RoleStep& step, const Credentials& signer) const;
  Result<Credentials> with_code(const Call& call, const std::string& note) const;
  /// One AssumeRole without a code for all processes that want this role now. Says ExpiredToken by itself
  /// where `signer_is_gone` while others were at it.
  Outcome assume_once(const Call& call, const Credentials& signer,
                      const std::function<bool()>& signer_is_gone) const;
  CredentialsResult assume(const Call& call, const Credentials& signer) const;

  /// What AWS would refuse on the way to the selected role, for the question for a code: of the MFA session's
  /// or the call's.
  std::vector<std::string> preflight_warnings(const Call& call, bool by_session) const;
  bool renews_quietly(const RoleStep& step) const;  ///< an MFA session may renew it without a question
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

/// AWS has ended the session before its time, or does not know it: its keys are gone, or it was somebody
/// else's AWS.
bool session_is_dead(const ServiceFailure& failure);

}  // namespace latchkey
