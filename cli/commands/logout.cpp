// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <set>
#include <unordered_set>
#include <vector>

#include <nlohmann/json.hpp>

#include "aws/cache/cache_key.hpp"
#include "aws/cache/login_cache.hpp"
#include "aws/cache/role_cache.hpp"
#include "aws/config/shown_error.hpp"
#include "aws/request/connection.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "cli/command.hpp"
#include "cli/output/logout_report.hpp"
#include "diagnose/rules.hpp"
#include "mfa/forecast.hpp"
#include "mfa/inline_code_roles.hpp"
#include "platform/files/files.hpp"
#include "platform/process/command_line.hpp"
#include "providers/chain.hpp"
#include "providers/web_identity.hpp"
#include "serve/adopt/leftovers.hpp"
#include "serve/endpoint/server_lock.hpp"
#include "sso/sign_in.hpp"
#include "sso/token_cache.hpp"

namespace latchkey::cli {

Declare declare_logout;

namespace {

/// Forgets the roles of one profile after the other. Visits each role once, or, if there are files that
/// belong to one endpoint, once for each endpoint that profiles reach it with.
class RoleForgetter {
 public:
  RoleForgetter(const CommandInput& in, Forgotten& done)
      : in_(in),
        done_(done),
        chains_(in.setup.config),
        has_files_of_endpoints_(RoleCache::has_endpoint_entries(in.setup.host) ||
                                has_codes_in_call(in.setup.host)) {}

  RoleChains& chains() { return chains_; }

  /// Removes every role of the profile's chain, or that of its web identity. Other profiles have no cached
  /// roles.
  Result<void> forget(const std::string& name) {
    const auto chain = chains_.find(name);
    if (!chain) in_.setup.host.debug("logout: " + chain.error().message);
    if (!chain || *chain == nullptr) return forget_web_identity({in_.setup, name, true});
    const auto endpoint = has_files_of_endpoints_ ? sts_identity(in_.setup, name) : std::string();
    // The roles before a removed one have been removed with it.
    for (const auto* role = *chain; role != nullptr && seen_.emplace(role, endpoint).second;
         role = role->source)
      CHECK(forget(role_step(*role->profile), endpoint));
    return {};
  }

  /// The role of AWS_WEB_IDENTITY_TOKEN_FILE, which applies if no profile is named; `profile` provides
  /// settings that the environment lacks.
  Result<void> forget_web_identity(const ProviderInput& input) {
    const auto identity = web_identity(input);
    if (!identity || !*identity) return {};
    auto step = (*identity)->step;
    if (!input.as_source) step.profile.clear();  // the environment has the role
    return forget(step, sts_identity(in_.setup, input.profile));
  }

  /// The settings of the profile, or of the base profile of its roles. Also nullopt for broken ones.
  std::optional<SsoSettings> sso_of(const std::string& profile) {
    const auto chain = chains_.find(profile);
    const bool has_roles = chain && *chain != nullptr;
    const auto* base = has_roles ? (*chain)->first->base : in_.setup.config.find(profile);
    if (base == nullptr) return std::nullopt;
    const auto settings = sso_settings(in_.setup.config, base->name);
    return settings ? *settings : std::nullopt;
  }

  /// Removes the role of IAM Identity Center.
  Result<void> forget(const SsoSettings& settings) {
    return forget_key(sso_role_key(settings), {}, settings.profile);
  }

 private:
  Result<void> forget(const RoleStep& step, const std::string& endpoint) {
    const auto key = role_cache_key(step);
    CHECK(forget_key(key, endpoint, step.profile));
    CHECK(forget_code_in_call(in_.setup.host, endpoint, key));
    return {};
  }

  Result<void> forget_key(const std::string& key, const std::string& endpoint, const std::string& profile) {
    TRY(const int files, RoleCache(in_.setup.host, endpoint).forget(key));
    if (files > 0) done_.roles.emplace(key, profile);
    return {};
  }

  const CommandInput& in_;
  Forgotten& done_;
  RoleChains chains_;
  const bool has_files_of_endpoints_;
  std::set<std::pair<const RoleChain*, std::string>> seen_;  // with the endpoint
};

/// Removes the token of a sign-in. Returns whether this is the first call for it.
Result<bool> end_sign_in(const CommandInput& in, const SsoSettings& settings,
                         std::unordered_set<std::string>& seen, Forgotten& done) {
  const auto token_key = sso_token_key(settings.session);
  if (!seen.insert(token_key).second) return false;
  // Revoking it at AWS needs the settings of its profile, for which all files are read again.
  const SsoTokenCache cache(in.setup.host);
  if (const auto token = cache.token(settings.session); token && !*token) {
    CHECK(cache.forget_token(settings.session));
    return true;
  }
  TRY(const auto setup, make_setup(in.setup.host, settings.profile, in.options.region));
  TRY(const bool was_there, sign_out(setup, settings.session));
  if (was_there) done.sign_ins.insert(token_key);
  return true;
}

/// Removes the sign-in, and the credentials of all its roles.
Result<void> forget_sign_in(const CommandInput& in, const SsoSettings& settings, RoleForgetter& roles,
                            Forgotten& done) {
  std::unordered_set<std::string> seen;
  CHECK(end_sign_in(in, settings, seen, done));
  for (const auto& profile : in.setup.config.profiles()) {
    const auto other = roles.sso_of(profile.name);
    if (!other || sso_token_key(other->session) != *seen.begin()) continue;
    CHECK(roles.forget(*other));
    CHECK(roles.forget(profile.name));
  }
  return {};
}

/// As `aws logout` of AWS CLI v2 for a profile that `aws login` has signed in.
Result<bool> forget_login(const CommandInput& in, const std::string& name) {
  const Profile& profile = *in.setup.config.find(name);
  const auto* session = profile.text("login_session");
  if (session == nullptr) return false;
  const auto source = find_source_of_profile(in.setup, name);
  if (!source || !*source || (*source)->provider != ProviderId::login) return false;
  return files::remove(login_token_path(in.setup.host.env, *session));
}

/// Removes the profile's roles, their MFA session, and the other roles of that session.
Result<Forgotten> forget_profile(const CommandInput& in, const std::string& profile) {
  Forgotten done;
  RoleForgetter roles(in, done);
  if (const auto settings = roles.sso_of(profile)) CHECK(forget_sign_in(in, *settings, roles, done));
  const auto origin = mfa_origin(in.setup, roles.chains(), profile);
  const SessionStore store(in.setup.host);
  // The session is removed first, so that nothing can refresh the roles that are removed after it.
  if (const auto session = origin ? session_of(store.all(), *origin) : std::nullopt) {
    TRY(const bool removed, store.forget(session->origin));
    done.sessions += removed ? 1 : 0;
  }
  CHECK(store.remove_broken());
  CHECK(roles.forget(profile));
  TRY(done.login, forget_login(in, profile));
  for (const auto& other : in.setup.config.profiles()) {
    if (origin && mfa_origin(in.setup, roles.chains(), other.name) == origin) CHECK(roles.forget(other.name));
  }
  return done;
}

Result<Forgotten> forget_all(const CommandInput& in) {
  Forgotten done;
  const SessionStore store(in.setup.host);
  for (const auto& session : store.all()) {
    TRY(const bool removed, store.forget(session.origin));
    done.sessions += removed ? 1 : 0;
  }
  CHECK(store.forget_all());
  // Before the roles, so that they have no files per endpoint: 4,000 roles may have 4,000 endpoints.
  CHECK(RoleCache::forget_endpoint_entries(in.setup.host));
  CHECK(forget_all_codes_in_call(in.setup.host));
  RoleForgetter roles(in, done);
  std::unordered_set<std::string> sign_ins;
  for (const auto& profile : in.setup.config.profiles()) {
    CHECK(roles.forget(profile.name));
    if (const auto settings = roles.sso_of(profile.name)) {
      CHECK(end_sign_in(in, *settings, sign_ins, done));
      CHECK(roles.forget(*settings));
    }
  }
  CHECK(roles.forget_web_identity({in.setup, Selection{}.profile_name()}));
  // The entries of profiles that were renamed or changed, or that are in another config file.
  TRY(const auto others, RoleCache(in.setup.host, {}).forget_all());
  for (const auto& key : others) done.roles.try_emplace(key);
  return done;
}

/// With --all, a file that cannot be parsed prevents only the removal of what it alone names.
Result<Setup> read_setup(const CommandInput& in, bool all) {
  const Host& host = in.setup.host;
  auto setup = load_setup(host);
  if (!setup) {
    if (!all || setup.error().kind != ErrorKind::config) return setup;
    host.warn(one_line(setup.error(), host.env) +
              "; what only this file names, as a sign-in at IAM Identity Center, is not removed");
    TRY(auto nothing, Config::parse({}, {}));
    setup = Setup{host, std::move(nothing), {}, std::nullopt};
  }
  setup->region_argument = in.options.region;
  return setup;
}

/// The profile whose credentials latchkey gives to `name`; `name` itself if it is not a bridge.
std::string end_of_bridges(const CommandInput& in, const std::string& name) {
  const auto setup = make_setup(in.setup.host, name, in.options.region);
  if (!setup) return name;
  return diagnose::bridged_profile(diagnose::resolve_facts(*setup, "argument")).value_or(name);
}

/// Removes the credentials of the selected or the default profile.
Result<Forgotten> forget_selected(const CommandInput& in) {
  TRY(const auto selection, select_profile(in.options.profile, in.setup.host.env, in.setup.config));
  const auto name = selection.profile_name();
  const bool is_there = in.setup.config.find(name) != nullptr;
  const ProviderInput environment{in.setup, name};
  const auto identity =
      selection.is_explicit ? std::nullopt : web_identity(environment).value_or(std::nullopt);
  if (!is_there && !identity) {
    return fail(Cause::no_profile, "no profile is selected and there is no default profile",
                "name one with --profile, or pass --all");
  }
  Forgotten done;
  if (is_there) {
    TRY(done, forget_profile(in, end_of_bridges(in, name)));
  }
  if (identity) CHECK(RoleForgetter(in, done).forget_web_identity(environment));
  return done;
}

void show_backups(const Host& host) {
  const auto left = backups(host);
  if (left.empty()) return;
  host.notice(
      "left " + counted(left.size(), "backup") + " of config files in " + files::folder_of(left.front()) +
      ", which hold long-term keys if the files did; \"latchkey logout --all --backups\" removes them");
}

/// Lists the login sessions, which aws logout or the profile's logout ends.
void show_logins(const CommandInput& in) {
  for (const auto& profile : in.setup.config.profiles()) {
    const auto* session = profile.text("login_session");
    if (session != nullptr && files::is_file(login_token_path(in.setup.host.env, *session)))
      in.setup.host.notice("left the login session of profile " + profile.name + "; \"latchkey logout -p " +
                           command_line_word(profile.name) + "\" removes it");
  }
}

void show_running(const Host& host, const std::vector<RunningExec>& running) {
  for (const auto& exec : running)
    host.warn(
        "latchkey exec (pid " + std::to_string(exec.process) +
        ") still runs: its program keeps its credentials and its copy of the config files until it ends");
}

/// Lists running endpoints, which serve credentials without the MFA session.
void tell_of_endpoints(const Host& host, const std::vector<RunningExec>& running) {
  for (const auto& exec : running) {
    if (exec.refreshes)
      host.warn("latchkey exec --refresh (pid " + std::to_string(exec.process) +
                ") hands out what it has until that runs out; it ends with its program");
  }
}

/// The rest of logout --all: removes leftovers of killed processes, and lists what it does not remove.
Result<void> clean_up(const CommandInput& in, bool with_backups, Forgotten& done) {
  const Host& host = in.setup.host;
  const auto left = remove_leftovers(host);
  done.temporaries = left.removed;
  if (with_backups) {
    TRY(done.backups, remove_backups(host));
  }
  show_backups(host);
  show_logins(in);
  show_running(host, left.running);
  return {};
}

}  // namespace

Run declare_logout(Declaration& declaration) {
  auto all = std::make_shared<bool>(false);
  auto with_backups = std::make_shared<bool>(false);
  auto json = std::make_shared<bool>(false);
  declaration.add(*all, {.names = "--all", .help = "Remove all MFA sessions, sign-ins and cached roles"});
  declaration.add(*with_backups, {.names = "--backups",
                                  .help = "With --all: remove the backups of adopt and release",
                                  .needs = "--all"});
  declaration.add(*json, {.names = "--json", .help = "Print a JSON object of what was removed"});
  declaration.notes(R"(Credentials that a program already holds stay valid at AWS until they expire.
"latchkey keep" ends within two seconds when no MFA session is left. --all also
removes what killed processes left and names what it does not remove. See
latchkey-logout(1).
)");
  return [all, with_backups, json](const CommandInput& start) -> Result<int> {
    if (*with_backups && !*all)
      return fail(Cause::conflicting_options, "--backups needs --all",
                  "run \"latchkey logout --all --backups\"");
    if (*all && start.options.profile)
      return fail(Cause::conflicting_options, "--profile and --all cannot be combined",
                  "leave one of them away");
    TRY(const auto setup, read_setup(start, *all));
    const CommandInput in{start.options, setup, nullptr, start.program};
    if (!*all) sweep_leftovers(setup.host);
    TRY(auto done, *all ? forget_all(in) : forget_selected(in));
    if (*all) CHECK(clean_up(in, *with_backups, done));
    CHECK(*json ? print_json(logout_json(done)) : print(logout_report(done)));
    if (!*all) tell_of_endpoints(setup.host, sweep_overlays(setup.host));
    if (const auto server = running_server(in.setup.host)) {
      in.setup.host.warn("latchkey serve (pid " + std::to_string(server->process) +
                         ") hands out what it has until that runs out; latchkey serve --stop ends it");
    }
    return 0;
  };
}

}  // namespace latchkey::cli
