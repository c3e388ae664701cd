// SPDX-License-Identifier: Apache-2.0
#include "aws/cache_key.hpp"
#include "aws/role_cache.hpp"
#include "aws/sts.hpp"
#include "base/try.hpp"
#include "mfa/code_question.hpp"
#include "providers/chain.hpp"
#include "providers/provider.hpp"

namespace latchkey {

Provider assume_role_provider;

namespace {

/// Walks a plan from the cache outwards: each role from its cache entry, or assumed with the credentials of
/// the step before it.
class RoleWalk {
 public:
  RoleWalk(const Setup& setup, const RolePlan& plan, const Source& base)
      : setup_(setup), plan_(plan), base_(base), cache_(setup.host) {}

  /// `count`: how many of the plan's steps to take; 0 is the base alone.
  Result<Credentials> credentials_after(std::size_t count) const {
    if (count == 0) return base_.load();
    const RoleStep& step = plan_.steps[count - 1];
    const std::string key = role_cache_key(step);
    if (auto cached = cache_.find(key)) return *std::move(cached);

    // What can fail without the code comes before the question, so that no code is wasted.
    CHECK(check_arguments(step));
    TRY(auto connection, sts_connection(setup_));
    if (step.mfa_serial) CHECK(ready_for_code());
    TRY(const auto signer, credentials_after(count - 1));
    CHECK(check_key_id(signer, step.profile));
    const StsClient sts(setup_.host, std::move(connection));
    TRY(auto reply,
        step.mfa_serial ? assume_with_code(sts, step, signer) : assume(sts, step, signer, std::nullopt));
    warn_of_duration(step);
    // Good credentials are not thrown away because they cannot be kept.
    if (const auto stored = cache_.store(key, reply); !stored) {
      setup_.host.warn(stored.error().message + "; other tools will not find these credentials");
    }
    reply.value.credentials.source = "assume-role";
    return std::move(reply.value.credentials);
  }

 private:
  using Reply = StsReply<CredentialsReply>;

  Result<void> ready_for_code() const {
    CHECK(cache_.check_writable());
    constexpr auto kPast = std::chrono::sys_days{std::chrono::year{2024} / 1 / 1};
    if (setup_.host.now() < kPast) {
      return fail(ErrorKind::config, "this machine's clock stands before 2024, and AWS takes no request then",
                  "set the clock (for example: timedatectl set-ntp true), then try again");
    }
    return {};
  }

  void warn_of_duration(const RoleStep& step) const {
    const std::string start = "profile " + step.profile + ": duration_seconds ";
    if (step.duration_is_ignored) {
      setup_.host.warn(start + "is no number of seconds and is ignored, as in the other tools");
    } else if (step.duration_seconds && *step.duration_seconds <= kLeastTimeLeft.count()) {
      setup_.host.warn(start + "= " + std::to_string(*step.duration_seconds) +
                       " is never reused, since every tool ignores an entry with less than 15 minutes left");
    }
  }

  CallContext context(const RoleStep& step, const Credentials& signer) const {
    return {step.profile, step.role_arn, step.mfa_serial.value_or(""), signer.access_key_id};
  }

  Result<Reply> assume(const StsClient& sts, const RoleStep& step, const Credentials& signer,
                       std::optional<Secret> code) const {
    auto reply = sts.assume_role(step, signer, std::move(code));
    if (!reply) return tl::unexpected(explain(reply.error(), context(step, signer)));
    return *std::move(reply);
  }

  /// Asks up to three times, with another code each time: one that STS refused is spent.
  Result<Reply> assume_with_code(const StsClient& sts, const RoleStep& step,
                                 const Credentials& signer) const {
    constexpr int kMostCodes = 3;
    CodeQuestion question{step.profile, step.role_arn, *step.mfa_serial, {}, std::nullopt, std::nullopt};
    const auto* profile = setup_.config.find(step.profile);
    const auto* process = profile != nullptr ? profile->text("mfa_process") : nullptr;
    if (process != nullptr) question.mfa_process = *process;
    for (int i = 1;; ++i) {
      TRY(auto code, ask_for_code(setup_.host, question));
      auto reply = sts.assume_role(step, signer, std::move(code));
      if (reply) return *std::move(reply);
      if (!reply.error().is_wrong_code() || i == kMostCodes) {
        return tl::unexpected(explain(reply.error(), context(step, signer)));
      }
      question.note = "STS refused that code; wait for the next one, as each works once";
    }
  }

  const Setup& setup_;
  const RolePlan& plan_;
  const Source& base_;
  RoleCache cache_;
};

Result<Source> base_of(const ProviderInput& in, const RolePlan& plan) {
  const std::string& outer = plan.steps.front().profile;
  if (plan.credential_source.empty()) {
    TRY(auto source, find_base_of_profile(in.setup, plan.base_profile));
    if (source) return *std::move(source);
    return fail(
        ErrorKind::config, "the source profile \"" + plan.base_profile + "\" must have credentials",
        "add aws_access_key_id and aws_secret_access_key to it (it is the source_profile of " + outer + ")");
  }
  TRY(auto source, find_named_source(in.setup, plan.credential_source, outer));
  if (source) return *std::move(source);
  return fail(ErrorKind::missing,
              "no credentials found in credential_source " + plan.credential_source +
                  " referenced in profile " + outer,
              plan.credential_source == "Environment" ? "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
                                                      : "that source exists only inside AWS");
}

}  // namespace

/// Source: botocore/credentials.py:1535-1876.
Result<std::optional<Source>> assume_role_provider(const ProviderInput& in) {
  TRY(auto plan, plan_roles(in.setup.config, in.profile));
  if (!plan) return std::nullopt;
  TRY(auto base, base_of(in, *plan));
  Source source{"assume-role", std::move(plan), {}};
  source.load = [&setup = in.setup, roles = *source.roles, from = std::move(base)] {
    return RoleWalk(setup, roles, from).credentials_after(roles.steps.size());
  };
  return source;
}

}  // namespace latchkey
