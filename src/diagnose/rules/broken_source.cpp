// SPDX-License-Identifier: Apache-2.0
#include "aws/config/lost_header.hpp"
#include "base/text.hpp"
#include "diagnose/rules/explain.hpp"
#include "diagnose/rules/misspelled_settings.hpp"
#include "diagnose/rules/rules.hpp"
#include "platform/files/files.hpp"

namespace latchkey::diagnose {
namespace {

class Explanation {
 public:
  explicit Explanation(const Facts& facts)
      : facts_(facts), setup_(facts.setup), config_(facts.setup.config) {}

  Finding of_source(const Error& error) const {
    if (!facts_.wants_advice) return {error, std::nullopt, {}};
    if (error.cause == Cause::value_nested || error.cause == Cause::chain_too_long)
      return {error, place_of(error.origin), error.hint};
    if (error.cause == Cause::metadata_setting_invalid) return at_connection(facts_, error);
    if (auto problem = sso_settings_problem(facts_, error)) return *std::move(problem);
    if (auto problem = nothing_configured_problem(setup_, error)) return *std::move(problem);
    for (const auto& link : facts_.chain.links) {
      if (link.state == ChainLink::State::broken && reads_no_profile(link.provider) &&
          link.provider != ProviderId::instance_metadata)
        return of_machine(error);
    }
    if (error.cause == Cause::process_failed || error.cause == Cause::login_session_invalid)
      return at_value(facts_, error);
    const auto links = facts_.linked;
    const bool is_named_source = error.cause == Cause::credential_source_empty;
    if (links.empty()) {
      if (auto problem = file_behind(setup_, error)) return *std::move(problem);
    }
    if (is_named_source) return of_empty_source(error);
    if (links.empty()) return {error, std::nullopt, error.hint};
    const Profile& last = *links.back();
    const bool is_role = has_role_settings(last) && !is_base(links);
    return is_role ? of_role(last, error) : of_keys(last, error);
  }

 private:
  static Finding of_machine(const Error& error) {
    const bool is_half = error.cause == Cause::keys_incomplete && error.origin.kind == Origin::Kind::variable;
    return {error, std::nullopt, is_half ? "set AWS_SECRET_ACCESS_KEY as well, or unset both" : error.hint};
  }

  /// credential_source names a source without keys.
  Finding of_empty_source(const Error& error) const {
    const auto located = config_.located(error);
    const auto* profile = config_.find(error.origin.profile);
    const auto place = place_of(located.origin);
    if (!place || profile == nullptr) return {error, place, error.hint};
    const auto link = profile->name_in_file("source_profile");
    const bool is_environment = *profile->text("credential_source") == "Environment";
    if (is_environment && setup_.host.env.find_filled("AWS_WEB_IDENTITY_TOKEN_FILE") != nullptr)
      return {error, place, web_identity_source(*profile)};
    return {error, place,
            "write " + link + " = NAME, naming a profile with keys" + (is_environment ? ", or " : "; ") +
                error.hint};
  }

  /// In a pod, the environment has a token file instead of keys, which needs a profile as a source.
  std::string web_identity_source(const Profile& profile) const {
    const auto& env = setup_.host.env;
    const auto name = name_of_new_source(config_, profile);
    const auto* role = env.find_filled("AWS_ROLE_ARN");
    return "write " + profile.name_in_file("source_profile") + " = " + name + " in the place of " +
           profile.name_in_file("credential_source") + ", and add " + profile_header(name) + " to " +
           config_.config_path() +
           " with web_identity_token_file = " + *env.find_filled("AWS_WEB_IDENTITY_TOKEN_FILE") +
           " and role_arn = " + (role != nullptr ? *role : "arn:aws:iam::ACCOUNT:role/NAME");
  }

  Finding at_key(const Profile& profile, std::string_view key, const Error& error,
                 const std::string& fix) const {
    return {error, place_of(profile, key), fix};
  }

  /// Whether the last of the linked profiles must provide keys, not a role.
  bool is_base(const std::vector<const Profile*>& links) const {
    const auto plan = plan_roles(config_, links.front()->name);
    return plan && *plan && (*plan)->base_profile == links.back()->name;
  }

  Finding of_role(const Profile& profile, const Error& error) const {
    const auto* link = profile.text("source_profile");
    const auto* source = profile.text("credential_source");
    if (link != nullptr && source != nullptr) {
      const auto other = place_of(profile, "source_profile");
      return at_key(profile, "credential_source", error,
                    "remove " + profile.name_in_file("credential_source") + ", or " +
                        profile.name_in_file("source_profile") + " in line " + std::to_string(other->line));
    }
    if (source != nullptr) return at_key(profile, "credential_source", error, error.hint);
    if (link == nullptr) {
      if (const auto slip =
              misspelled({profile.credentials, profile.config}, {"source_profile", "credential_source"}))
        return {error, slip->place, slip->fix()};
      return at_key(
          profile, "role_arn", error,
          "add below it: " + profile.name_in_file("source_profile") + " = " + missing_source(profile));
    }
    if (config_.find(*link) != nullptr) {
      return at_key(profile, "source_profile", error,
                    "write " + profile.name_in_file("source_profile") +
                        " = NAME, naming a profile with keys of its own, as " + *link +
                        " refers back to itself");
    }
    return of_missing_link(profile, *link, error);
  }

  /// The source_profile to write in a profile with role_arn that has neither source_profile nor
  /// credential_source.
  std::string missing_source(const Profile& profile) const {
    if (profile.has("aws_access_key_id")) return profile.name + ", as the keys are in the same profile";
    std::vector<std::string> others;
    for (const auto* key : {"credential_process", "sso_session", "sso_start_url", "sso_region",
                            "sso_account_id", "sso_role_name", "login_session"}) {
      if (profile.has(key)) others.emplace_back(key);
    }
    if (others.empty()) return "NAME, the profile whose keys may assume the role";
    const auto name = name_of_new_source(config_, profile);
    return name + ", and move " + text::join(others, " and ") + " to a new section, " + profile_header(name);
  }

  Finding of_missing_link(const Profile& profile, const std::string& link, const Error& error) const {
    const auto setting = profile.name_in_file("source_profile");
    if (const auto name = meant_profile(config_, link))
      return at_key(profile, "source_profile", error, "write " + setting + " = " + *name);
    if (const auto lost = find_lost_header(config_, link))
      return {error, place_of(origin_of(*lost->section)), lost->fix()};
    if (auto problem = indented_header(config_, link, error)) return *std::move(problem);
    if (auto problem = file_behind(setup_, error)) return *std::move(problem);
    const auto near = text::nearest(config_.names(), link);
    return at_key(
        profile, "source_profile", error,
        "write " + setting + " = " +
            (near.empty() ? "NAME, naming a profile that is there; latchkey list shows them" : near.front()));
  }

  Finding of_keys(const Profile& profile, const Error& error) const {
    if (error.cause == Cause::web_identity_no_role) {
      const auto place = place_of(error.origin);
      return {error, place, place ? "add below it: role_arn = arn:aws:iam::ACCOUNT:role/NAME" : error.hint};
    }
    for (const auto& slip : misspelled_settings(profile)) {
      if (slip.meant == "aws_access_key_id" || slip.meant == "aws_secret_access_key")
        return {error, slip.place, slip.fix()};
    }
    const auto id = place_of(profile, "aws_access_key_id");
    const auto secret = place_of(profile, "aws_secret_access_key");
    if (id && (!secret || secret->path != id->path))
      return {error, id, "add aws_secret_access_key = ... below it, in the same file"};
    if (secret && !id) return {error, secret, "add aws_access_key_id = ... above it, in the same file"};
    if (profile.has("credential_process")) return at_key(profile, "credential_process", error, error.hint);
    if (auto problem = half_sso_problem(config_, profile, error)) return *std::move(problem);
    if (auto problem = misplaced_profile_word(config_, profile.name, error)) return *std::move(problem);
    if (const auto slip = misspelled({profile.credentials, profile.config},
                                     {"aws_access_key_id", "aws_secret_access_key", "credential_process"}))
      return {error, slip->place, "this setting's name is misspelt, and no tool reads it"};
    if (setup_.selection.profile_name() == profile.name) {
      if (const auto slip = misspelled({profile.credentials, profile.config}, {"role_arn"}))
        return {error, slip->place, slip->fix()};
      for (const auto* key : {"source_profile", "credential_source"}) {
        if (profile.has(key) && !profile.has("role_arn"))
          return at_key(profile, key, error, "add role_arn = arn:aws:iam::ACCOUNT:role/NAME beside it");
      }
    }
    const bool is_chosen = setup_.selection.name.has_value() || setup_.profile() != &profile;
    if (auto problem = file_behind(setup_, error)) return *std::move(problem);
    if (!is_chosen) return {error, std::nullopt, "name a profile with -p NAME; latchkey list shows them"};
    if (profile.credentials == nullptr && !files::is_there(config_.credentials_path()))
      return {error, std::nullopt,
              "add [" + profile.name + "] with aws_access_key_id and aws_secret_access_key to " +
                  config_.credentials_path()};
    const auto place = *header_of(profile);
    return {error, place,
            "add aws_access_key_id and aws_secret_access_key " + below(config_, profile, place) +
                (place.path == config_.config_path()
                     ? ", or [" + profile.name + "] with both to the credentials file"
                     : std::string())};
  }

  const Facts& facts_;
  const Setup& setup_;
  const Config& config_;
};

}  // namespace

std::string name_of_new_source(const Config& config, const Profile& profile) {
  auto name = profile.name + "-source";
  while (config.find(name) != nullptr) name += '2';
  return name;
}

std::optional<Finding> unreadable_value(const Facts& facts) {
  if (facts.setup.profile() == nullptr) return std::nullopt;
  const auto checked = facts.setup.config.check(*facts.setup.profile());
  return checked ? std::nullopt : std::optional(Explanation(facts).of_source(checked.error()));
}

std::optional<Finding> broken_source(const Facts& facts) {
  if (!facts.chain.source) return Explanation(facts).of_source(facts.chain.source.error());
  if (facts.is_metadata_a_guess) return Explanation(facts).of_source(no_credentials(facts.setup));
  return std::nullopt;
}

}  // namespace latchkey::diagnose
