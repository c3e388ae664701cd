// SPDX-License-Identifier: Apache-2.0
#include "aws/config/settings.hpp"

#include "aws/config/lost_header.hpp"
#include "base/text.hpp"
#include "platform/process/command_line.hpp"

namespace latchkey {

namespace {

/// The hint if the user wrote more than the profile's name. Empty: `name` matches no profile.
std::string advice_on_name(const Config& config, const std::string& name, const std::string& from) {
  const auto meant = meant_profile(config, name);
  if (!meant) return {};
  const auto word = command_line_word(text::printable(*meant));
  return (from.empty() ? "use -p " + word : "set " + from + '=' + word) + ", which is the profile's name";
}

}  // namespace

tl::unexpected<Error> no_such_profile(const std::string& name, const Config& config,
                                      const std::string& from) {
  if (auto advice = advice_on_name(config, name, from); !advice.empty()) {
    return fail(Cause::profile_not_found,
                "the config profile (" + text::printable_name(name) + ") could not be found",
                std::move(advice));
  }
  if (const auto lost = find_lost_header(config, name)) {
    return fail(Cause::profile_not_found,
                "the config profile (" + text::printable_name(name) + ") could not be found", lost->fix(),
                origin_of(*lost->section));
  }
  const auto names = config.names();
  std::string hint = "run latchkey list to see the profiles";
  if (names.empty()) {
    hint = "there are no profiles in " + config.config_path() + " nor in " + config.credentials_path();
  } else if (const auto near = text::nearest(names, name); !near.empty()) {
    hint = text::did_you_mean(near) + ' ' + hint;
  }
  return fail(Cause::profile_not_found,
              "the config profile (" + text::printable_name(name) + ") could not be found", hint);
}

Result<Selection> select_profile(const std::optional<std::string>& argument, const Environment& env,
                                 const Config& config) {
  Selection selection{argument, argument.has_value()};
  std::string from;
  for (const auto* variable : {"AWS_DEFAULT_PROFILE", "AWS_PROFILE"}) {
    if (selection.name) break;
    if (const auto* value = env.find(variable)) {
      selection.name = *value;
      from = variable;
    }
  }
  if (!from.empty() && *selection.name == kRefreshProfile && config.find(kRefreshProfile) == nullptr) {
    selection.is_of_ended_run = true;
    const auto* name = env.find_filled(kProfileVariable);
    selection.name = name != nullptr && *name != "default" ? std::optional(*name) : std::nullopt;
    from = kProfileVariable;
  }
  if (!selection.name || config.find(*selection.name) != nullptr) return selection;
  auto missing = no_such_profile(*selection.name, config, from);
  if (!from.empty()) missing.value().message += ", as " + from + " says";
  if (const auto* file = env.find_filled("AWS_CONFIG_FILE"); file != nullptr && !config.has_config_file())
    missing.value().hint = "AWS_CONFIG_FILE names " + text::printable_name(*file) +
                           ", which is not there: unset it, or correct it";
  if (!from.empty() && selection.name->empty())
    missing.value().hint = "unset " + from + ", or name a profile in it";
  if (!missing.value().origin.is_known()) {
    missing.value().origin = from.empty() ? Origin::option("--profile") : Origin::variable(from);
  }
  return missing;
}

std::optional<ConfiguredValue> Settings::get(std::string_view variable, std::string_view key) const {
  if (const auto* value = env_->find(variable)) {
    auto origin = Origin::variable(std::string(variable));
    origin.setting = key;
    return ConfiguredValue{*value, std::move(origin)};
  }
  if (const auto* value = profile_ != nullptr ? profile_->text(key) : nullptr)
    return ConfiguredValue{*value, profile_->origin_of(key)};
  return std::nullopt;
}

bool Settings::is_true(std::string_view variable, std::string_view key) const {
  const auto value = get(variable, key);
  return value && text::equals_ignoring_case(value->text, "true");
}

std::optional<ConfiguredValue> find_region(const std::optional<std::string>& argument,
                                           const Settings& settings) {
  if (argument) return ConfiguredValue{*argument, Origin::option("--region")};
  return settings.get("AWS_DEFAULT_REGION", "region");
}

}  // namespace latchkey
