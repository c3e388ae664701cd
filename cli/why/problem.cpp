// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string_view>

#include "aws/request/connection.hpp"
#include "aws/sts/sts.hpp"
#include "base/text.hpp"
#include "cli/sso_login.hpp"
#include "cli/why/files.hpp"
#include "cli/why/fix.hpp"
#include "cli/why/lines.hpp"
#include "cli/why/login.hpp"
#include "cli/why/nothing.hpp"
#include "cli/why/shapes.hpp"
#include "cli/why/slips.hpp"
#include "cli/why/sso.hpp"
#include "mfa/mfa_settings.hpp"

namespace latchkey::cli {
namespace {

/// A setting of the profile that looks like one of `wanted` with a slip of the pen.
const ini::Setting* misspelt(const Profile& profile, const std::vector<std::string>& wanted) {
  for (const auto* section : {profile.credentials, profile.config}) {
    if (section == nullptr) continue;
    for (const auto& setting : section->settings()) {
      const bool is_right = std::find(wanted.begin(), wanted.end(), setting.key) != wanted.end();
      const bool is_other = setting.key == "role_arn" || setting.key == "region";
      if (!is_right && !is_other && !text::nearest(wanted, setting.key).empty()) return &setting;
    }
  }
  return nullptr;
}

/// "below [profile ops]", "below [base]".
std::string below(const Config& config, const Profile& profile, const WhyPlace& place) {
  const bool in_config = place.path == config.config_path() && profile.config != nullptr;
  return "below [" + (in_config ? profile.config : profile.credentials)->name + ']';
}

class Diagnosis {
 public:
  explicit Diagnosis(const Setup& setup) : setup_(setup), config_(setup.config) {}

  /// The providers' own error, on its way to its line.
  WhyProblem of_source(const Error& error) const {
    if (error.cause == Cause::value_nested || error.cause == Cause::chain_too_long)
      return {error, place_of(error.origin), error.hint};
    if (auto problem = sso_settings_problem(setup_, error)) return *std::move(problem);
    if (auto problem = nothing_configured_problem(setup_, error)) return *std::move(problem);
    for (const auto& link : chain_links(setup_)) {
      if (link.state == ChainLink::State::broken && reads_no_profile(link.provider) &&
          link.provider != ProviderId::instance_metadata)
        return of_machine(error);
    }
    if (error.cause == Cause::process_failed || error.cause == Cause::login_session_invalid)
      return of_argument(error);
    const auto links = linked_profiles(config_, setup_.selection.profile_name());
    const bool is_named_source = error.cause == Cause::credential_source_empty;
    if (links.empty()) {
      if (auto problem = file_behind(setup_, error)) return *std::move(problem);
    }
    if (links.empty() || is_named_source) return {error, std::nullopt, error.hint};
    const Profile& last = *links.back();
    const bool is_role = has_role_settings(last) && !is_base(links);
    return is_role ? of_role(last, error) : of_keys(last, error);
  }

  /// A value of the profile, or of the variable in its place.
  WhyProblem of_argument(const Error& error) const {
    auto located = config_.located(error);
    const auto& origin = located.origin;
    if (located.cause == Cause::mfa_session_invalid && origin.kind == Origin::Kind::variable)
      return {located, std::nullopt, "set " + origin.name + " to on or off, or unset it"};
    return {located, place_of(origin), written(located)};
  }

  WhyProblem of_connection(const Error& error) const {
    const auto& origin = error.origin;
    if (origin.kind == Origin::Kind::option)
      return {error, std::nullopt, "correct " + origin.name + ", or leave it out: " + error.hint};
    if (origin.kind == Origin::Kind::variable)
      return {error, std::nullopt, "correct " + origin.name + ", or unset it: " + error.hint};
    const auto place = place_of(origin);
    const auto* profile = setup_.profile();
    if (error.cause == Cause::region_missing && place && profile != nullptr)
      return {error, place, "add region = eu-west-1, or your own, " + below(config_, *profile, *place)};
    return {error, place, error.hint};
  }

  /// The keys that a profile signs with, if they stand in a file.
  std::optional<WhyProblem> of_key_pair(const std::string& name, const CredentialSource& source) const {
    const auto* profile = config_.find(name);
    const bool in_credentials = source.provider == ProviderId::shared_credentials_file;
    if (profile == nullptr || !reads_keys_of_profile(source.provider)) return std::nullopt;
    const auto* section = in_credentials ? profile->credentials : profile->config;
    const auto* id = section->find("aws_access_key_id");
    const auto* secret = section->find("aws_secret_access_key");
    const WhyPlace place{section->path(), id->line};
    if (!is_key_id(*id->text()) && is_key_id(*secret->text())) {
      return WhyProblem{{Cause::keys_swapped,
                         "profile " + name + ": aws_access_key_id and aws_secret_access_key are swapped",
                         "exchange the two values"},
                        place,
                        "exchange the values of aws_access_key_id and aws_secret_access_key (line " +
                            std::to_string(secret->line) + ')'};
    }
    const auto keys = source.load({});
    const auto checked = keys ? check_key_id(*keys, name) : Result<void>();
    if (checked) return std::nullopt;
    return WhyProblem{checked.error(), place, "aws_access_key_id = AKIA..., and nothing behind it"};
  }

 private:
  static WhyProblem of_machine(const Error& error) {
    const bool is_half = error.cause == Cause::keys_incomplete && error.origin.kind == Origin::Kind::variable;
    return {error, std::nullopt,
            is_half ? "set AWS_SECRET_ACCESS_KEY beside AWS_ACCESS_KEY_ID, or unset both" : error.hint};
  }

  static std::string written(const Error& error) {
    switch (error.cause) {
      case Cause::duration_too_short:
        return "write duration_seconds = 3600, or remove it";
      case Cause::session_duration_invalid:
        return "write latchkey_session_duration = 12h, with its unit, or remove it";
      case Cause::mfa_session_invalid:
        return "write latchkey_mfa_session = on, or off";
      case Cause::value_too_short:
      case Cause::process_failed:
        return error.origin.setting + ": " + error.hint;
      default:
        return error.hint;
    }
  }

  WhyProblem at_key(const Profile& profile, std::string_view key, const Error& error,
                    const std::string& fix) const {
    return {error, place_of(profile, key), fix};
  }

  /// Whether the last of the linked profiles is to give the keys, and not a role.
  bool is_base(const std::vector<const Profile*>& links) const {
    const auto plan = plan_roles(config_, links.front()->name);
    return plan && *plan && (*plan)->base_profile == links.back()->name;
  }

  WhyProblem of_role(const Profile& profile, const Error& error) const {
    const auto* link = profile.text("source_profile");
    const auto* source = profile.text("credential_source");
    if (link != nullptr && source != nullptr) {
      const auto other = place_of(profile, "source_profile");
      return at_key(profile, "credential_source", error,
                    "remove credential_source, or source_profile in line " + std::to_string(other->line));
    }
    if (source != nullptr) return at_key(profile, "credential_source", error, error.hint);
    if (link == nullptr) {
      if (const auto* slip = misspelt(profile, {"source_profile", "credential_source"}))
        return at_key(profile, slip->key, error, "write source_profile in the place of " + slip->key);
      return at_key(profile, "role_arn", error,
                    "add below it: source_profile = NAME, the profile whose keys may assume the role");
    }
    if (config_.find(*link) != nullptr) {
      return at_key(profile, "source_profile", error,
                    "name a profile with keys of its own in source_profile, as " + *link +
                        " leads back to where it came from");
    }
    return of_missing_link(profile, *link, error);
  }

  WhyProblem of_missing_link(const Profile& profile, const std::string& link, const Error& error) const {
    if (const auto name = name_in_link(config_, link); !name.empty())
      return at_key(profile, "source_profile", error, "write source_profile = " + name);
    if (auto problem = misplaced_profile_word(config_, link, error)) return *std::move(problem);
    if (auto problem = indented_header(config_, link, error)) return *std::move(problem);
    for (const auto& section : config_.config_sections()) {
      if (section.name == link)
        return {error, WhyPlace{config_.config_path(), section.line}, "write [profile " + link + ']'};
    }
    if (auto problem = file_behind(setup_, error)) return *std::move(problem);
    const auto near = text::nearest(config_.names(), link);
    return at_key(profile, "source_profile", error,
                  near.empty() ? "name a profile that is there; latchkey list shows them"
                               : "write source_profile = " + near.front());
  }

  WhyProblem of_keys(const Profile& profile, const Error& error) const {
    if (error.cause == Cause::web_identity_no_role) return {error, place_of(error.origin), error.hint};
    for (const auto& slip : slips_of(profile)) {
      if (slip.meant == "aws_access_key_id" || slip.meant == "aws_secret_access_key")
        return {error, slip.place, "write " + slip.meant + " in the place of " + slip.key};
    }
    const auto id = place_of(profile, "aws_access_key_id");
    const auto secret = place_of(profile, "aws_secret_access_key");
    if (id && (!secret || secret->path != id->path))
      return {error, id, "add aws_secret_access_key = ... below it, in the same file"};
    if (secret && !id) return {error, secret, "add aws_access_key_id = ... above it, in the same file"};
    if (profile.has("credential_process")) return at_key(profile, "credential_process", error, error.hint);
    if (auto problem = half_sso_problem(config_, profile, error)) return *std::move(problem);
    if (auto problem = misplaced_profile_word(config_, profile.name, error)) return *std::move(problem);
    if (const auto* slip =
            misspelt(profile, {"aws_access_key_id", "aws_secret_access_key", "credential_process"}))
      return at_key(profile, slip->key, error, "this setting's name is misspelt, and no tool reads it");
    if (setup_.selection.profile_name() == profile.name) {
      if (const auto* slip = misspelt(profile, {"role_arn"}))
        return at_key(profile, slip->key, error, "write role_arn in the place of " + slip->key);
      if (const auto* link = profile.text("source_profile"); link != nullptr && !profile.has("role_arn"))
        return at_key(profile, "source_profile", error,
                      "add role_arn = arn:aws:iam::ACCOUNT:role/NAME beside it");
    }
    const bool is_chosen = setup_.selection.name.has_value() || setup_.profile() != &profile;
    if (auto problem = file_behind(setup_, error)) return *std::move(problem);
    if (!is_chosen) return {error, std::nullopt, "name a profile with -p NAME; latchkey list shows them"};
    const auto place = *header_of(profile);
    return {error, place,
            "add aws_access_key_id and aws_secret_access_key " + below(config_, profile, place) +
                (place.path == config_.config_path()
                     ? ", or [" + profile.name + "] with both to the credentials file"
                     : std::string())};
  }

  const Setup& setup_;
  const Config& config_;
};

}  // namespace

std::optional<WhyProblem> find_problem(const Setup& setup) {
  const Diagnosis diagnosis(setup);
  if (setup.profile() != nullptr) {
    if (const auto checked = setup.config.check(*setup.profile()); !checked)
      return diagnosis.of_source(checked.error());
  }
  if (auto problem = continued_setting(setup)) return problem;
  const auto source = find_source(setup);
  if (!source) return diagnosis.of_source(source.error());
  if (is_metadata_a_guess(setup, *source)) return diagnosis.of_source(no_credentials(setup));
  const auto name = setup.selection.profile_name();
  if (const auto sso = sso_behind(setup, name, *source); sso && *sso) {
    if (auto problem = sso_problem(setup, **sso)) return problem;
    if (auto problem = sso_shape_problem(setup, **sso)) return problem;
    if (const auto connection =
            service_connection(setup, Service::sso, (*sso)->session.region, (*sso)->session.region_origin);
        !connection)
      return diagnosis.of_connection(connection.error());
    if (!source->roles) return std::nullopt;
  }
  if (!source->roles && source->provider != ProviderId::mfa_session) {
    if (source->provider == ProviderId::login) return login_problem(setup);
    if (auto problem = shape_problem(setup, *source)) return problem;
    const bool is_profiles = source->provider != ProviderId::env;
    return is_profiles ? diagnosis.of_key_pair(name, *source) : std::nullopt;
  }
  if (auto problem = shape_problem(setup, *source)) return problem;
  const auto steps = source->roles ? source->roles->steps : std::vector<RoleStep>();
  for (const auto& step : steps) {
    if (const auto checked = check_arguments(step); !checked) return diagnosis.of_argument(checked.error());
    if (!step.mfa_serial) continue;
    if (const auto checked = check_device(*step.mfa_serial, step.profile); !checked)
      return diagnosis.of_argument(checked.error());
    if (const auto checked = mfa_settings(setup, step.profile); !checked)
      return diagnosis.of_argument(checked.error());
  }
  if (steps.empty()) {
    const auto device = *setup.profile()->text("mfa_serial");
    if (const auto checked = check_device(device, name); !checked)
      return diagnosis.of_argument(checked.error());
  }
  const auto base = steps.empty() ? name : source->roles->base_profile;
  if (const auto keys = find_base_of_profile(setup, base); keys && *keys) {
    if (auto problem = diagnosis.of_key_pair(base, **keys)) return problem;
  }
  if (const auto connection = sts_connection(setup); !connection)
    return diagnosis.of_connection(connection.error());
  return std::nullopt;
}

}  // namespace latchkey::cli
