// SPDX-License-Identifier: Apache-2.0
#include "sso/sign_in.hpp"

#include "aws/cache/cache_key.hpp"
#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "mfa/mfa_settings.hpp"
#include "mfa/prompt_pause.hpp"
#include "mfa/remote_prompt.hpp"
#include "mfa/single_flight.hpp"
#include "platform/files/files.hpp"
#include "platform/process/command_line.hpp"
#include "sso/access_token.hpp"
#include "sso/browser_flow.hpp"
#include "sso/device_flow.hpp"
#include "sso/portal.hpp"

namespace latchkey {
namespace {

constexpr std::chrono::minutes kLongEnough{15};
constexpr std::size_t kLargestTokenFile = 4096;
constexpr std::chrono::minutes kLongestSignIn{10};
constexpr PausePolicy kPauses{kLongestSignIn, kLongestSignIn, kLongestSignIn};

/// Also nullopt for a broken file, because the next token replaces it.
std::optional<SsoToken> token_at_hand(const SsoTokenCache& cache, const SsoSession& session) {
  auto token = cache.token(session);
  return token ? *std::move(token) : std::nullopt;
}

/// How long a sign-in may take, for the process that signs in and for those that wait for it.
Result<std::chrono::seconds> longest_sign_in(const Environment& env) {
  if (env.find_filled("LATCHKEY_TIMEOUT") == nullptr) return kLongestSignIn;
  return prompt_timeout(env);
}

/// SDKs start `latchkey process` again and again, and each one would open a window.
tl::unexpected<Error> is_postponed(const SsoSettings& settings, const PromptPause::Pause& pause) {
  return fail(Cause::sign_in_refused,
              "profile " + settings.profile + ": the sign-in to " +
                  text::printable(settings.session.shown()) + " that started " + duration_text(pause.age) +
                  " ago was not completed; the next one starts in " + duration_text(pause.left) +
                  " at the earliest",
              "run latchkey login -p " + command_line_word(settings.profile));
}

/// Notices of an automatic sign-in also go to the user's other terminals if this process has none.
Host with_notices_elsewhere(const Host& host) {
  if (!host.notify_elsewhere) return host;
  Host told = host;
  told.notice = [notice = host.notice, tell = host.notify_elsewhere](const std::string& line) {
    notice(line);
    tell(line);
  };
  return told;
}

Result<SsoToken> start_flow(const Setup& setup, const SsoSettings& settings, const SsoTokenCache& cache,
                            const SignInOptions& options) {
  const auto& session = settings.session;
  const Host host = options.automatic ? with_notices_elsewhere(setup.host) : setup.host;
  TRY(const auto longest, longest_sign_in(host.env));
  TRY(auto connection, service_connection(setup, Service::sso_oidc, session.region, session.region_origin));
  // A browser redirects to this machine. Without one, the user may be at another machine.
  const bool in_browser = session.name && !options.device && options.opens_browser && host.has_browser();
  CHECK(files::Reservation::reserve(files::folder_of(cache.token_path(session)), kLargestTokenFile));
  host.notice("signing in to " + text::printable(session.start_url) + " for profile " +
              text::printable(settings.profile) + " (" + host.program + ')');
  const OidcClient client(host, session, std::move(connection));
  if (in_browser) return browser_flow(host, client, cache, longest);
  return device_flow(host, client, cache, options.opens_browser, longest);
}

/// start_flow(), unless it is too early for `latchkey process`. A process that is killed while it waits
/// counts as one whose sign-in was not completed.
Result<SsoToken> ask(const Setup& setup, const SsoSettings& settings, const SsoTokenCache& cache,
                     const SignInOptions& options) {
  const PromptPause unanswered(setup.host, PromptPause::kSignIn, sso_token_key(settings.session), kPauses);
  if (options.automatic && setup.host.program == "latchkey process") {
    if (const auto pause = unanswered.current()) return is_postponed(settings, *pause);
    unanswered.add();
  }
  auto token = start_flow(setup, settings, cache, options);
  if (token) unanswered.reset();
  return token;
}

bool can_reach_user(const Host& host, const SsoSession& session) {
  if (host.has_terminal && host.has_terminal()) return true;
  // The device flow of a profile without an [sso-session] needs a place to show its code.
  if (session.name && host.has_browser()) return true;
  return host.notify_elsewhere && host.has_open_terminal() &&
         answer_setting(host.env).value_or(true).value_or(true);
}

/// nullopt: it was revoked now or earlier.
std::optional<Error> end_at_service(const Setup& setup, const SsoSession& session, const SsoToken& token) {
  auto connection = service_connection(setup, Service::sso, session.region, session.region_origin);
  if (!connection) return connection.error();
  connection->retries.max_attempts = 1;
  const auto ended = end_token(setup.host, *connection, token.access_token);
  if (ended || ended.error().status == 401) return std::nullopt;
  return explain(ended.error(), "IAM Identity Center", "");
}

}  // namespace

Result<SsoToken> sign_in(const Setup& setup, const SsoSettings& settings, const SignInOptions& options) {
  const auto& host = setup.host;
  const auto& session = settings.session;
  const SsoTokenCache cache(host);
  const auto before = token_at_hand(cache, session);
  std::optional<SsoToken> found;
  const auto is_there = [&] {
    auto now_there = token_at_hand(cache, session);
    if (!now_there || now_there->left(host.now()) < kLongEnough) return false;
    const auto is_same = [&](const Secret& token) {
      return now_there->access_token.reveal() == token.reveal();
    };
    if (options.renew && before && is_same(before->access_token)) return false;
    if (options.rejected && is_same(*options.rejected)) return false;
    found = std::move(now_there);
    return true;
  };
  // A refresh needs no prompt.
  if (!options.renew && before && access_token(setup, settings) && is_there()) return *std::move(found);
  TRY(const auto longest, longest_sign_in(host.env));
  SingleFlightRequest wanted{"sso-" + sso_token_key(session), "a sign-in to " + session.shown(), is_there};
  wanted.longest_wait = longest;
  TRY(auto flight, begin_single_flight(host, wanted));
  if (!flight) return *std::move(found);
  auto token = ask(setup, settings, cache, options);
  if (!token) {
    flight->failed(host, token.error());
    return token;
  }
  CHECK(cache.store(session, *token));
  return token;
}

Result<bool> signs_in_by_itself(const Environment& env) {
  const auto* value = env.find_filled("LATCHKEY_SIGN_IN");
  if (value == nullptr || *value == "on") return true;
  if (*value == "off") return false;
  return fail(Cause::sign_in_setting_invalid, "expected on or off, not \"" + text::printable(*value) + '"',
              "write LATCHKEY_SIGN_IN=off to sign in with latchkey login only, or unset it",
              Origin::variable("LATCHKEY_SIGN_IN"));
}

bool needs_sign_in(Cause cause) {
  return cause == Cause::sso_not_signed_in || cause == Cause::sso_expired ||
         cause == Cause::sso_token_invalid;
}

Result<Secret> sign_in_automatically(const Setup& setup, const SsoSettings& settings, const Error& why,
                                     const std::optional<Secret>& rejected) {
  TRY(const bool is_allowed, signs_in_by_itself(setup.host.env));
  if (!is_allowed || !can_reach_user(setup.host, settings.session)) return tl::unexpected(why);
  setup.host.debug("sso: signing in, because " + why.message);
  SignInOptions options;
  options.automatic = true;
  options.rejected = rejected;
  TRY(auto token, sign_in(setup, settings, options));
  return std::move(token.access_token);
}

Result<bool> sign_out(const Setup& setup, const SsoSession& session) {
  const SsoTokenCache cache(setup.host);
  const auto token = cache.token(session);
  TRY(const bool was_there, cache.forget_token(session));
  if (!token || !*token || (*token)->left(setup.host.now()).count() <= 0) return was_there;
  if (const auto why = end_at_service(setup, session, **token)) {
    setup.host.warn("the sign-in to " + session.shown() +
                    " is forgotten here, but not ended at AWS: " + why->message);
  }
  return was_there;
}

}  // namespace latchkey
