// SPDX-License-Identifier: Apache-2.0
#include "aws/config/lost_header.hpp"
#include "aws/request/connection.hpp"
#include "base/text.hpp"
#include "diagnose/rules/explain.hpp"
#include "diagnose/rules/misspelled_settings.hpp"
#include "diagnose/rules/rules.hpp"

namespace latchkey::diagnose {
namespace {

constexpr std::string_view kSeparators = " -_:=./";

/// An example value for the user to replace.
std::string example(const std::string& key) {
  if (key == "sso_account_id") return "sso_account_id = 123456789012";
  if (key == "sso_role_name") return "sso_role_name = NAME";
  if (key == "sso_start_url") return "sso_start_url = https://NAME.awsapps.com/start";
  return "sso_region = us-east-1, or where IAM Identity Center is";
}

std::string examples(const std::vector<std::string>& keys) {
  std::vector<std::string> lines;
  lines.reserve(keys.size());
  for (const auto& key : keys) lines.push_back(example(key));
  return text::join(lines, " and ");
}

class SsoDiagnosis {
 public:
  SsoDiagnosis(const Config& config, const Profile& profile, const Error& error)
      : config_(config), profile_(profile), error_(error), name_(profile.text("sso_session")) {
    if (name_ != nullptr) section_ = config.sso_session(*name_);
  }

  Finding of_settings() const {
    if (name_ != nullptr && section_ == nullptr) return of_missing_section();
    if (section_ != nullptr) {
      if (auto problem = of_contradiction()) return *std::move(problem);
    }
    const auto own = missing({"sso_role_name", "sso_account_id"});
    if (!own.empty()) return of_missing_in_profile(own);
    return of_missing_in_session(missing({"sso_start_url", "sso_region"}));
  }

  /// The profile has SSO settings, but none for the role.
  Finding of_half() const {
    const std::vector<std::string> wanted = {"sso_account_id", "sso_role_name"};
    if (auto problem = of_slip(profile_, wanted)) return *std::move(problem);
    const auto* key = name_ != nullptr ? "sso_session" : "sso_start_url";
    return at(profile_, key, "add below it: " + examples(wanted));
  }

  /// Settings in the profile that apply to the role but not to the token.
  Finding of_token() const {
    std::vector<std::string> misplaced;
    for (const auto* key : {"sso_start_url", "sso_region"}) {
      if (section_->find(key) == nullptr) misplaced.emplace_back(key);
    }
    return at(profile_, misplaced.front(),
              "move " + text::join(misplaced, " and ") + " below [" + section_->name + "], line " +
                  std::to_string(section_->line) + "; in the profile it is ignored for the token");
  }

  Finding of_region() const {
    const auto* setting = section_ != nullptr ? section_->find("sso_region") : nullptr;
    const std::string fix = "write sso_region = us-east-1, or where IAM Identity Center is";
    return setting != nullptr ? Finding{error_, in_config(setting->line), fix}
                              : at(profile_, "sso_region", fix);
  }

 private:
  Place in_config(std::uint32_t line) const { return {config_.config_path(), line}; }

  Finding at(const Profile& profile, std::string_view key, std::string fix) const {
    return {error_, place_of(profile, key), std::move(fix)};
  }

  std::vector<std::string> missing(const std::vector<std::string>& keys) const {
    std::vector<std::string> found;
    for (const auto& key : keys) {
      const bool in_section = section_ != nullptr && section_->find(key) != nullptr;
      if (!in_section && !profile_.has(key)) found.push_back(key);
    }
    return found;
  }

  std::optional<Finding> of_slip(const Profile& profile, const std::vector<std::string>& wanted) const {
    const auto found = misspelled({profile.credentials, profile.config}, wanted);
    return found ? std::optional(Finding{error_, found->place, found->fix()}) : std::nullopt;
  }

  std::vector<std::string> session_names() const {
    std::vector<std::string> names;
    for (const auto& section : config_.config_sections()) {
      const bool is_session = section.name.compare(0, 11, "sso-session") == 0;
      const auto name = is_session ? text::second_word(section.name) : std::nullopt;
      if (name) names.push_back(*name);
    }
    return names;
  }

  Finding of_missing_section() const {
    const auto header = "[sso-session " + header_word(*name_) + ']';
    const auto plain_name = plain_header(*name_);
    // The section has another first word, has none, or is in the wrong file.
    for (const auto& section : config_.config_sections()) {
      const auto words = plain_header(section.name);
      const bool is_it =
          words == plain_name ||
          (words.ends_with(plain_name) &&
           kSeparators.find(words[words.size() - plain_name.size() - 1]) != std::string_view::npos);
      if (is_it && section.find("sso_start_url") != nullptr && section.find("sso_account_id") == nullptr)
        return {error_, in_config(section.line), "write " + header};
    }
    for (const auto& section : config_.credentials_sections()) {
      if (section.name == "sso-session " + *name_ || text::second_word(section.name) == *name_)
        return {error_, Place{section.path(), section.line},
                "move " + header + " to " + config_.config_path() + ", as no tool reads it here"};
    }
    const auto near = text::nearest(session_names(), *name_);
    if (!near.empty()) return at(profile_, "sso_session", "write sso_session = " + near.front());
    const auto added = "add " + header + " to " + config_.config_path() + " with " +
                       examples({"sso_start_url", "sso_region"});
    const auto names = session_names();
    if (names.empty()) return {error_, std::nullopt, added};
    return at(profile_, "sso_session", "write sso_session = " + text::join(names, " or ") + "; or " + added);
  }

  std::optional<Finding> of_contradiction() const {
    for (const auto& setting : section_->settings()) {
      const auto* own = profile_.find(setting.key);
      if (own == nullptr || own->value == setting.value) continue;
      return at(profile_, setting.key,
                "remove " + setting.key + ", or write what line " + std::to_string(setting.line) +
                    " says for [" + section_->name + ']');
    }
    return std::nullopt;
  }

  Finding of_missing_in_profile(const std::vector<std::string>& keys) const {
    if (auto problem = of_slip(profile_, keys)) return *std::move(problem);
    const auto* other = keys.front() == "sso_role_name" ? "sso_account_id" : "sso_role_name";
    return at(profile_, other, "add below it: " + examples(keys));
  }

  Finding of_missing_in_session(const std::vector<std::string>& keys) const {
    if (section_ != nullptr) {
      if (const auto slip = misspelled({section_}, keys)) return {error_, slip->place, slip->fix()};
      return {error_, in_config(section_->line), "add below [" + section_->name + "]: " + examples(keys)};
    }
    auto wanted = keys;
    wanted.emplace_back("sso_session");
    if (auto problem = of_slip(profile_, wanted)) return *std::move(problem);
    const auto names = session_names();
    if (!names.empty() && keys.size() > 1)
      return at(profile_, "sso_account_id", "add below it: sso_session = " + text::join(names, " or "));
    return at(profile_, "sso_account_id", "add below it: " + examples(keys));
  }

  const Config& config_;
  const Profile& profile_;
  const Error& error_;
  const TextView* name_;
  const ini::Section* section_ = nullptr;
};

}  // namespace

std::optional<Finding> sso_settings_problem(const Facts& facts, const Error& error) {
  if (facts.linked.empty()) return std::nullopt;
  const auto& profile = *facts.linked.back();
  const auto settings = sso_settings(facts.setup.config, profile.name);
  if (settings || settings.error().cause != error.cause) return std::nullopt;
  return SsoDiagnosis(facts.setup.config, profile, error).of_settings();
}

std::optional<Finding> half_sso_problem(const Config& config, const Profile& profile, const Error& error) {
  if (!profile.has("sso_session") && !profile.has("sso_start_url")) return std::nullopt;
  return SsoDiagnosis(config, profile, error).of_half();
}

std::optional<Finding> unusable_sso_settings(const Facts& facts) {
  const auto* settings = facts.sign_in();
  if (settings == nullptr) return std::nullopt;
  const auto& config = facts.setup.config;
  const Profile& profile = *config.find(settings->profile);
  if (const auto usable = token_session(config, profile); !usable)
    return SsoDiagnosis(config, profile, usable.error()).of_token();
  const auto connection = service_connection(facts.setup, Service::sso, settings->session.region,
                                             settings->session.region_origin);
  if (!connection && connection.error().cause == Cause::region_invalid)
    return SsoDiagnosis(config, profile, connection.error()).of_region();
  return std::nullopt;
}

}  // namespace latchkey::diagnose
