// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>

#include "aws/cache/cache_key.hpp"
#include "aws/cache/role_cache.hpp"
#include "aws/config/setup.hpp"
#include "aws/config/shown_error.hpp"
#include "aws/request/connection.hpp"
#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "cli/background.hpp"
#include "cli/checked_session.hpp"
#include "cli/command.hpp"
#include "cli/commands/answer.hpp"
#include "cli/output/login_report.hpp"
#include "cli/output/provider_description.hpp"
#include "cli/sso_login.hpp"
#include "diagnose/rules.hpp"
#include "mfa/forecast.hpp"
#include "mfa/mfa_settings.hpp"
#include "platform/system/clock.hpp"
#include "platform/terminal/terminal.hpp"
#include "providers/chain.hpp"
#include "serve/adopt/leftovers.hpp"
#include "session/access.hpp"

namespace latchkey::cli {

Declare declare_login;

namespace {

struct LoginOptions {
  bool all_roles = false, renew = false, keep = false, device = false, no_browser = false;
  bool json = false;
  std::optional<std::string> length;  ///< --for
};

/// Copies an entry of one tool to the folder of the others, then checks both.
bool replicate_and_check(const CommandInput& in, const RolePlan& roles, const Credentials& credentials) {
  const RoleCache cache(in.setup.host, sts_identity(in.setup, roles.steps.back().profile));
  for (const auto& step : roles.steps) {
    if (const auto copied = cache.replicate(role_cache_key(step)); !copied)
      in.setup.host.warn(copied.error().message);
  }
  // An entry too short to be reused is stored anyway; one that another process has just stored is sufficient.
  const auto entries = cache.look_up(role_cache_key(roles.steps.back()));
  return std::any_of(entries.begin(), entries.end(), [&](const CacheEntry& entry) {
    return entry.state == CacheEntry::State::valid ||
           (entry.credentials && entry.credentials->access_key_id == credentials.access_key_id);
  });
}

Result<SignInSummary> sign_in(const CommandInput& in, const std::string& profile,
                              const CredentialSource& source, const Credentials& credentials) {
  const auto until = credentials.expiration.value_or(in.setup.host.now());
  if (source.provider == ProviderId::sso) {
    TRY(const auto settings, sso_settings(in.setup.config, profile));
    return SignInSummary{profile, settings ? role_text(*settings) : "", until};
  }
  if (!source.roles) return SignInSummary{profile, {}, until};
  if (!replicate_and_check(in, *source.roles, credentials)) {
    return fail(Cause::not_stored, "AWS gave the credentials, but they could not be kept for the other tools",
                "see the warnings above; latchkey exec works without the caches");
  }
  return SignInSummary{profile, source.roles->steps.back().role_arn, until};
}

/// The other profiles with the same keys and device, or the same sign-in.
std::vector<std::string> sibling_profiles(const CommandInput& in, const std::string& chosen) {
  if (const auto settings = sso_settings(in.setup.config, chosen); settings && *settings)
    return sso_sibling_profiles(in.setup.config, **settings);
  std::vector<std::string> names;
  RoleChains chains(in.setup.config);
  const auto origin = mfa_origin(in.setup, chains, chosen);
  if (!origin) return names;
  for (const auto& profile : in.setup.config.profiles()) {
    if (profile.name != chosen && profile.has("role_arn") &&
        mfa_origin(in.setup, chains, profile.name) == origin)
      names.push_back(profile.name);
  }
  return names;
}

/// Fills the caches for the sibling profiles. Prompts if there is no valid MFA session, but not for a single
/// role. Prints a warning for profiles that fail.
std::vector<SignInSummary> sign_in_siblings(const CommandInput& in, const std::string& chosen,
                                            LoadOptions load) {
  load.may_ask_for_role = false;
  auto told_at = in.setup.host.now();
  const auto names = sibling_profiles(in, chosen);
  std::vector<SignInSummary> done;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (in.setup.host.now() - told_at > std::chrono::seconds{1}) {
      told_at = in.setup.host.now();
      in.setup.host.notice("profile " + names[i] + ", " + std::to_string(i + 1) + " of " +
                           std::to_string(names.size()) + " more ...");
    }
    const auto one = [&]() -> Result<SignInSummary> {
      // As if it had been chosen: with its own region and endpoints, and cached as its own.
      TRY(auto setup, make_setup(in.setup.host, names[i], in.options.region));
      setup.host.before_prompt = [&setup] { return check_before_prompt(setup); };
      TRY(const auto source, find_source(setup));
      TRY(const auto credentials, source.load(load));
      return sign_in(in, names[i], source, credentials);
    }();
    if (one) {
      done.push_back(*one);
      continue;
    }
    const auto& error = one.error();
    in.setup.host.warn(one_line(error, in.setup.host.env));
    // After a cancelled or unanswered prompt, does not prompt for the next one.
    if (error.kind == ErrorKind::cancelled || error.kind == ErrorKind::terminal) load.may_ask = false;
  }
  return done;
}

std::optional<MfaSession> session_behind(const CommandInput& in, const std::string& profile) {
  const auto origin = mfa_origin(in.setup, profile);
  return origin ? session_of(SessionStore(in.setup.host).all(), *origin) : std::nullopt;
}

SignInScope mfa_scope(const CommandInput& in, const SignInSummary& first) {
  const auto origin = mfa_origin(in.setup, first.profile);
  const auto session = session_behind(in, first.profile);
  // An inherited device is irrelevant if STS issued the role without MFA.
  const auto* profile = in.setup.config.find(first.profile);
  const bool is_behind = session || (profile != nullptr && profile->has("mfa_serial"));
  return {session ? *session->credentials.expiration : first.until,
          origin && is_behind ? "device " + text::printable(origin->device) : ""};
}

/// login for IAM Identity Center: the sign-in, then the credentials.
Result<int> login_by_sso(const CommandInput& in, const LoginOptions& options, const SsoSettings& settings) {
  if (options.length)
    in.setup.host.warn(
        "--for is for MFA sessions; how long this sign-in lasts is set in IAM Identity Center");
  if (options.keep)
    in.setup.host.warn("--keep is for MFA sessions; a sign-in here is refreshed whenever it is used");
  CHECK(check_before_prompt(in.setup));
  TRY(const auto token,
      sign_in(setup_of(*in.session), settings, {options.renew, options.device, !options.no_browser}));
  LoadOptions load;
  load.fresh = options.renew;
  TRY(const auto credentials, load_credentials(*in.session, load));
  TRY(auto first, sign_in(in, in.session->profile(), source_of(*in.session), credentials));
  std::vector<SignInSummary> done = {std::move(first)};
  if (options.all_roles) {
    auto others = sign_in_siblings(in, in.session->profile(), load);
    done.insert(done.end(), std::make_move_iterator(others.begin()), std::make_move_iterator(others.end()));
  }
  const SignInScope scope{token.expires_at,
                          "IAM Identity Center " + text::printable(settings.session.start_url)};
  CHECK(print_login(scope, done, in.setup.host.now(), options.json));
  return 0;
}

/// Prints a sentence on standard output, or as a notice with --json.
Result<void> report(const Host& host, const LoginOptions& options, const std::string& words) {
  if (!options.json) return print(words + '\n');
  host.notice(words);
  return {};
}

/// --keep, after the caches are filled.
Result<void> start_keep(const CommandInput& in, const LoginOptions& options) {
  const Host& host = in.setup.host;
  const auto session = session_behind(in, in.session->profile());
  if (!session) {
    host.warn("profile " + in.session->profile() +
              " has no MFA session, so nothing can be refreshed without a prompt");
    return {};
  }
  TRY(const auto keeper, start_keeper(in.setup));
  return report(host, options,
                "refreshed until " + local_time_text(*session->credentials.expiration, host.now()) +
                    " by a background process (pid " + std::to_string(keeper.process) +
                    "); latchkey logout ends it");
}

/// Answers a program without a terminal that waits for the same code. This sign-in then uses its result.
Result<void> answer_for_others(const CommandInput& in, const LoginOptions& options) {
  const auto origin = mfa_origin(in.setup, in.session->profile());
  if (!origin) return {};
  for (const auto& waiting : pending_prompts(in.setup.host)) {
    const auto& question = waiting.question;
    // A code must not be sent to another endpoint than that of this command.
    if (question.device == origin->device && question.endpoint == origin->endpoint)
      CHECK(answer_one(in.setup.host, waiting,
                       [&](const std::string& line) { return report(in.setup.host, options, line); }));
  }
  return {};
}

Result<LoadOptions> load_options(const LoginOptions& options, TimePoint now) {
  LoadOptions load;
  load.wants_session = true;
  if (options.length) {
    const std::string value = '"' + text::printable(*options.length) + '"';
    load.session_duration = parse_duration(*options.length);
    if (!load.session_duration)
      return fail(Cause::usage, value + " is not a time", "write it like 12h or 90m",
                  Origin::option("--for"));
    if (auto fits = check_session_duration(*load.session_duration, value, {}); !fits)
      return fail(Cause::usage, fits.error().message, fits.error().hint, Origin::option("--for"));
  }
  if (options.renew) {
    load.fresh = true;
    load.newer_than = now;
  }
  return load;
}

Result<int> login(const CommandInput& in, const LoginOptions& options) {
  TRY(const auto sso, sso_behind(setup_of(*in.session), in.session->profile(), source_of(*in.session)));
  if (sso) return login_by_sso(in, options, *sso);
  if (options.device || options.no_browser)
    in.setup.host.warn("profile " + in.session->profile() +
                       " does not sign in at IAM Identity Center; --device and --no-browser are for that");
  TRY(auto load, load_options(options, in.setup.host.now()));
  if (terminal::error_is_terminal()) CHECK(answer_for_others(in, options));
  const auto session = session_behind(in, in.session->profile());
  if (session && options.length && !options.renew) {
    const auto now = in.setup.host.now();
    in.setup.host.warn("an MFA session lives until " +
                       local_time_text(*session->credentials.expiration, now) +
                       "; --for is for a new one, which --renew makes");
  }
  if (options.keep && !session) load.fresh = true;  // cached credentials alone cannot be refreshed
  TRY(const auto credentials, load_credentials(*in.session, load));
  const auto& source = source_of(*in.session);
  if (!source.roles && credentials.source != name_of(ProviderId::mfa_session)) {
    CHECK(check_before_prompt(in.setup));  // keys that AWS rejects need no sign-in, but they do not work
    CHECK(report(in.setup.host, options,
                 "profile " + in.session->profile() + " needs no sign-in: its credentials come from " +
                     source_text(in.setup, source.provider)));
    if (options.json) CHECK(print_login(std::nullopt, {}, in.setup.host.now(), true));
    return 0;
  }
  TRY(auto first, sign_in(in, in.session->profile(), source, credentials));
  std::vector<SignInSummary> done = {std::move(first)};
  if (options.all_roles) {
    auto others = sign_in_siblings(in, in.session->profile(), load);
    done.insert(done.end(), std::make_move_iterator(others.begin()), std::make_move_iterator(others.end()));
  }
  CHECK(print_login(mfa_scope(in, done.front()), done, in.setup.host.now(), options.json));
  if (options.keep) CHECK(start_keep(in, options));
  return 0;
}

}  // namespace

Run declare_login(Declaration& declaration) {
  auto options = std::make_shared<LoginOptions>();
  declaration.add(options->all_roles,
                  {.names = "--all-roles", .help = "Fetch every role of the same MFA device or sign-in"});
  declaration.add(options->length, {.names = "--for",
                                    .value = "TIME",
                                    .kind = ValueKind::duration,
                                    .help = "Set the length of a new MFA session, 15m to 36h (else 12h)"});
  declaration.add(options->renew,
                  {.names = "--renew", .help = "Sign in again although the session has not expired"});
  declaration.add(options->keep, {.names = "--keep", .help = "Run \"latchkey keep\" in the background"});
  declaration.add(options->device, {.names = "--device,--use-device-code",
                                    .help = "SSO: show a code to confirm in a browser on any machine"});
  declaration.add(options->no_browser,
                  {.names = "--no-browser", .help = "SSO: show that code and open no browser"});
  declaration.add(options->json, {.names = "--json", .help = "Print a JSON object of the sign-in"});
  declaration.notes(R"(One MFA code creates a session for every role that uses the same keys and MFA
device. SDKs and SAM CLI's list, logs, sync, delete, remote, local and pipeline
do not read the caches: see "latchkey exec" and "latchkey adopt".
)");
  return [options](const CommandInput& in) -> Result<int> {
    sweep_leftovers(in.setup.host);
    const auto bridged = diagnose::bridged_profile(
        diagnose::resolve_facts(setup_of(*in.session), in.options.profile ? "argument" : "default"));
    if (!bridged) return login(in, *options);
    in.setup.host.notice("profile " + in.session->profile() + " asks latchkey for profile " + *bridged +
                         ", so this signs in for " + *bridged);
    const SessionOptions behind{*bridged, in.options.region};
    TRY(const auto session, open_checked_session(behind, in.setup.host));
    return login({behind, setup_of(session), &session, in.program}, *options);
  };
}

}  // namespace latchkey::cli
