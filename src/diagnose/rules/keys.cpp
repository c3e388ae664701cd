// SPDX-License-Identifier: Apache-2.0
#include "aws/sts/sts.hpp"
#include "base/credential_check.hpp"
#include "diagnose/rules/rules.hpp"
#include "diagnose/settings.hpp"

namespace latchkey::diagnose {
namespace {

bool has_token(const Credentials& keys) {
  return keys.session_token && !keys.session_token->empty();
}

bool has_wrong_token(const Credentials& keys) {
  return has_token(keys) ? is_long_term_key(keys.access_key_id) : is_temporary_key(keys.access_key_id);
}

/// What people paste with a secret or a token, or in its place. AWS's have no such characters. Empty:
/// nothing.
struct SecretFlaw {
  std::string what, fix;
};

/// `name`: of the setting or the variable.
SecretFlaw flaw_in_secret(std::string_view value, const std::string& name, bool is_token) {
  if (value.starts_with('"') || value.starts_with('\''))
    return {"has quotes around it", "remove the quotes around " + name};
  if (value.find(" #") != std::string_view::npos || value.find(" ;") != std::string_view::npos)
    return {"has a comment behind it", "remove the comment behind " + name};
  constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
  if (!is_token && value.find_first_not_of(kBase64) != std::string_view::npos)
    return {"contains a character that AWS never issues",
            "write the secret behind " + name + " = as AWS shows it: letters, digits, + and / only"};
  return {};
}

/// Whether AWS issues such access key IDs. Old ones do not begin with A.
bool is_key_id_of_aws(std::string_view id) {
  constexpr std::size_t kLeast = 16;
  return id.size() >= kLeast &&
         id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == std::string_view::npos;
}

constexpr const char* kNotOfAws = "is not one of AWS: those have 16 or more capital letters and digits";

/// The section with the keys of the first call. nullptr: they are in neither file.
const ini::Section* key_section(const Facts& facts) {
  if (!facts.key_source || !reads_keys_of_profile(facts.key_source->provider)) return nullptr;
  const auto* profile = facts.setup.config.find(facts.key_source->profile);
  if (profile == nullptr) return nullptr;
  const bool in_credentials = facts.key_source->provider == ProviderId::shared_credentials_file;
  return in_credentials ? profile->credentials : profile->config;
}

bool is_quoted(std::string_view value) {
  return value.size() > 1 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front();
}

std::optional<Finding> key_pair_of(const Facts& facts, const CredentialSource& source) {
  const auto* section = key_section(facts);
  if (section == nullptr) return std::nullopt;
  const auto& name = facts.key_source->profile;
  const auto* id = section->find("aws_access_key_id");
  const auto* secret = section->find("aws_secret_access_key");
  const Place place{section->path(), id->line};
  if (!is_key_id(*id->text()) && is_key_id(*secret->text())) {
    return finding_at(
        {Cause::keys_swapped, "profile " + name + ": aws_access_key_id and aws_secret_access_key are swapped",
         "exchange the two values"},
        place,
        "exchange the values of aws_access_key_id and aws_secret_access_key (line " +
            std::to_string(secret->line) + ')');
  }
  if (is_quoted(*secret->text())) {
    return finding_at(
        {Cause::keys_invalid, "profile " + name + ": aws_secret_access_key has quotes around it",
         "remove the quotes, which are read as a part of the secret"},
        Place{section->path(), secret->line}, "remove the quotes around aws_secret_access_key");
  }
  const auto keys = source.load({});
  if (!keys) return std::nullopt;
  if (const auto checked = check_key_id(*keys, name); !checked)
    return finding_at(checked.error(), place, "aws_access_key_id = AKIA..., and nothing behind it");
  if (!facts.is_at_aws()) return std::nullopt;
  if (!is_key_id_of_aws(keys->access_key_id))
    return finding_at({Cause::key_id_invalid, "profile " + name + ": aws_access_key_id " + kNotOfAws,
                       "write the ID as AWS shows it; it begins with AKIA or ASIA"},
                      place, "aws_access_key_id = AKIA..., and nothing behind it");
  for (const auto* key : {"aws_secret_access_key", "aws_session_token"}) {
    const auto* setting = section->find(key);
    if (setting == nullptr) continue;
    const auto flaw = flaw_in_secret(*setting->text(), key, setting != secret);
    if (flaw.what.empty()) continue;
    return finding_at({Cause::keys_invalid, "profile " + name + ": " + key + ' ' + flaw.what, flaw.fix},
                      Place{section->path(), setting->line}, flaw.fix);
  }
  if (!has_wrong_token(*keys)) return std::nullopt;
  if (!has_token(*keys)) {
    return finding_at({Cause::token_missing, "profile " + name + ": a temporary key has no aws_session_token",
                       "write all three values that belong together"},
                      place, "add aws_session_token, which belongs to this key");
  }
  const bool is_old_name = section->find("aws_security_token") != nullptr;
  const std::string setting = is_old_name ? "aws_security_token" : "aws_session_token";
  return finding_at(
      {Cause::token_unexpected, "profile " + name + ": " + setting + " does not belong to a long-term key",
       "remove " + setting},
      Place{section->path(), section->find(setting)->line}, "remove " + setting);
}

/// The credentials that sign the first call, or are returned.
const CredentialSource* source_of_keys(const Facts& facts) {
  if (!facts.calls_sts()) return facts.source();
  return facts.base && *facts.base ? &**facts.base : nullptr;
}

Finding of_variable(Cause cause, std::string message, std::string hint, std::string variable) {
  const auto fix = hint;
  return {Error(cause, std::move(message), std::move(hint), Origin::variable(std::move(variable))),
          std::nullopt, fix};
}

}  // namespace

std::optional<Finding> invalid_key_pair(const Facts& facts) {
  const auto* source = source_of_keys(facts);
  return source != nullptr ? key_pair_of(facts, *source) : std::nullopt;
}

std::optional<Finding> empty_secret(const Facts& facts) {
  const auto* section = key_section(facts);
  const auto* secret = section != nullptr ? section->find("aws_secret_access_key") : nullptr;
  if (secret == nullptr || secret->text() == nullptr || !secret->text()->empty()) return std::nullopt;
  return finding_at(
      {Cause::secret_empty, "profile " + facts.key_source->profile + ": aws_secret_access_key is empty",
       "write the secret"},
      Place{section->path(), secret->line}, "write the secret behind aws_secret_access_key =");
}

std::optional<Finding> unusable_environment_keys(const Facts& facts) {
  const auto* source = source_of_keys(facts);
  if (source == nullptr || source->provider != ProviderId::env) return std::nullopt;
  const auto keys = source->load({});
  if (!keys) {
    // A cached role does not need them.
    if (facts.calls_sts()) return std::nullopt;
    return Finding{keys.error(), std::nullopt, keys.error().hint};
  }
  if (const auto checked = check_key_id(*keys, facts.profile); !checked)
    return of_variable(Cause::key_id_invalid, checked.error().message,
                       "correct AWS_ACCESS_KEY_ID, or unset it: " + checked.error().hint,
                       "AWS_ACCESS_KEY_ID");
  if (!facts.is_at_aws()) return std::nullopt;
  if (!is_key_id_of_aws(keys->access_key_id))
    return of_variable(Cause::key_id_invalid, std::string("the access key ID ") + kNotOfAws,
                       "correct AWS_ACCESS_KEY_ID, or unset it to use a profile", "AWS_ACCESS_KEY_ID");
  for (const std::string name : {"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}) {
    const auto* value = facts.setup.host.env.find_filled(name);
    if (value == nullptr) continue;
    const auto flaw = flaw_in_secret(*value, name, name == "AWS_SESSION_TOKEN");
    if (!flaw.what.empty())
      return of_variable(Cause::keys_invalid, "the value " + flaw.what,
                         "correct " + name + ", or unset AWS_ACCESS_KEY_ID to use a profile", name);
  }
  if (!has_wrong_token(*keys)) return std::nullopt;
  if (!has_token(*keys)) {
    return of_variable(Cause::token_missing, "a temporary key without its session token",
                       "also set AWS_SESSION_TOKEN, or unset AWS_ACCESS_KEY_ID to use a profile",
                       "AWS_ACCESS_KEY_ID");
  }
  const bool is_old_name = facts.setup.host.env.find_filled("AWS_SECURITY_TOKEN") != nullptr;
  const auto* name = is_old_name ? "AWS_SECURITY_TOKEN" : "AWS_SESSION_TOKEN";
  return of_variable(Cause::token_unexpected,
                     "the session token does not belong to AWS_ACCESS_KEY_ID, which is a long-term key",
                     std::string("unset ") + name, name);
}

}  // namespace latchkey::diagnose
