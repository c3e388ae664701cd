// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <list>
#include <mutex>

#include "aws/sts/sts.hpp"
#include "base/credential_check.hpp"
#include "base/guard.hpp"
#include "base/try.hpp"
#include "providers/chain.hpp"
#include "session/access.hpp"

namespace latchkey {

namespace {

// With less time left a refresh must succeed, even with a prompt (botocore/credentials.py:388-722).
constexpr std::chrono::minutes kMandatory{10};
// Between two attempts of an optional refresh.
constexpr std::chrono::minutes kPause{1};

}  // namespace

struct Session::State {
  State(SessionOptions how, Setup made, std::string name)
      : opened_with(std::move(how)), setup(std::move(made)), profile(std::move(name)) {}

  const SessionOptions opened_with;
  const Setup setup;
  const std::string profile;
  CredentialSource source;  // its functions point to `setup`

  // Readers load `current` without a lock. Its target stays in `all` while the session exists: one set of
  // credentials an hour.
  std::atomic<const Credentials*> current{nullptr};
  std::mutex renewing;
  TimePoint next_try{};  // guarded by `renewing`
  std::list<Credentials> all;

  Result<Credentials> get();
  Result<Credentials> load(const LoadOptions& options);
  Result<Identity> identity();
};

Result<Credentials> Session::State::get() {
  const auto good = [&](const Credentials* at_hand, std::chrono::seconds margin) {
    return at_hand != nullptr && (!at_hand->expiration || at_hand->last(margin, setup.host.now()));
  };
  if (const auto* at_hand = current.load(std::memory_order_acquire); good(at_hand, kRenewalDue))
    return *at_hand;

  const std::lock_guard lock(renewing);
  const auto* at_hand = current.load(std::memory_order_acquire);
  if (good(at_hand, kRenewalDue)) return *at_hand;
  if (good(at_hand, kMandatory)) {  // do not prompt earlier than necessary
    const auto now = setup.host.now();
    if (now < next_try) return *at_hand;
    next_try = now + kPause;
    LoadOptions quiet;
    quiet.may_ask = false;
    auto renewed = load(quiet);
    if (renewed && good(&*renewed, kMandatory)) return renewed;
    return *at_hand;
  }
  LoadOptions options;
  options.may_ask = opened_with.may_prompt;
  return load(options);
}

/// The caller holds `renewing`.
Result<Credentials> Session::State::load(const LoadOptions& options) {
  auto loaded = source.load(options);
  if (!loaded) return loaded;
  const auto* at_hand = current.load(std::memory_order_acquire);
  // A refresh may return the same credentials again.
  if (at_hand == nullptr || at_hand->access_key_id != loaded->access_key_id ||
      at_hand->expiration != loaded->expiration) {
    all.push_back(*loaded);
    current.store(&all.back(), std::memory_order_release);
  }
  return loaded;
}

Result<Identity> Session::State::identity() {
  TRY(const auto signer, get());
  if (auto checked = check_key_id(signer, profile); !checked)
    return tl::unexpected(setup.config.located(std::move(checked).error()));
  TRY(auto connection, sts_connection(setup));
  auto reply = StsClient(setup.host, std::move(connection)).get_caller_identity(signer);
  if (!reply) {
    CallContext call{profile, {}, {}, signer.access_key_id, signer.session_token.has_value()};
    call.source = signer.source;
    call.key_profile = profile;
    return tl::unexpected(setup.config.located(explain(reply.error(), call)));
  }
  return Identity{std::move(reply->user_id), std::move(reply->account), std::move(reply->arn)};
}

struct SessionAccess {
  static Result<Session> open(const SessionOptions& options, Host host);
  static Session::State& state_of(const Session& session) { return *session.state_; }
};

Result<Session> SessionAccess::open(const SessionOptions& options, Host host) {
  return guarded([&]() -> Result<Session> {
    TRY(auto setup, make_setup(std::move(host), options.profile, options.region));
    if (const auto flaw = setup.region ? flaw_in(std::string_view(*setup.region)) : std::nullopt)
      return fail(Cause::region_invalid, "the region " + *flaw, "set region to a name such as us-east-1",
                  setup.region_origin);
    auto profile = setup.selection.profile_name();
    auto state = std::make_shared<Session::State>(options, std::move(setup), std::move(profile));
    TRY(state->source, find_source(state->setup));
    return Session(std::move(state));
  });
}

Result<Session> Session::open(const SessionOptions& options) {
  return guarded([&] { return SessionAccess::open(options, Host::of_this_machine()); });
}

Result<Credentials> Session::credentials() const {
  return guarded([&] { return state_->get(); });
}

Result<Identity> Session::identity() const {
  return guarded([&] { return state_->identity(); });
}

const std::string& Session::profile() const {
  return state_->profile;
}
const std::optional<std::string>& Session::region() const {
  return state_->setup.region;
}

Result<Session> open_session(const SessionOptions& options, Host host) {
  return SessionAccess::open(options, std::move(host));
}

Result<Session> up_to_date(const Session& session) {
  const auto& state = SessionAccess::state_of(session);
  if (!state.setup.config.is_outdated()) return session;
  state.setup.host.debug("session: the configuration has changed, opening " + state.profile + " again");
  return SessionAccess::open(state.opened_with, state.setup.host);
}

Result<Credentials> load_credentials(const Session& session, const LoadOptions& options) {
  return guarded([&] {
    auto& state = SessionAccess::state_of(session);
    const std::lock_guard lock(state.renewing);
    return state.load(options);
  });
}

const Setup& setup_of(const Session& session) {
  return SessionAccess::state_of(session).setup;
}

const CredentialSource& source_of(const Session& session) {
  return SessionAccess::state_of(session).source;
}

}  // namespace latchkey
