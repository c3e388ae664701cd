// SPDX-License-Identifier: Apache-2.0
#include "cli/output/adoption_report.hpp"

#include <nlohmann/json.hpp>

#include "aws/config/paths.hpp"
#include "aws/config/redaction.hpp"
#include "aws/config/settings.hpp"
#include "aws/config/shown_error.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "diagnose/unread_settings.hpp"

namespace latchkey::cli {

Result<AdoptionChoice> choose_for_adoption(const CommandInput& in, const AdoptionOptions& options) {
  TRY(const auto setup, load_setup(in.setup.host));
  const Config& config = setup.config;
  if (options.all && in.options.profile)
    return fail(Cause::conflicting_options, "--profile and --all cannot be combined",
                "leave one of them away");
  AdoptionChoice choice;
  choice.order.only_tell = options.dry_run;
  choice.paths = {config.config_path(), config.credentials_path()};
  const auto home = paths::home(setup.host.env);
  if (options.all) {
    choice.warnings = diagnose::warnings_of_unread_sections(config, {}, home);
    return choice;
  }
  TRY(const auto selection, select_profile(in.options.profile, setup.host.env, config));
  choice.order.profile = selection.profile_name();
  choice.warnings = diagnose::warnings_of_unread_sections(config, {*choice.order.profile}, home);
  const auto* profile = config.find(*choice.order.profile);
  if (profile == nullptr) {
    return fail(Cause::no_profile, "no profile is selected and there is no default profile",
                "name one with --profile, or pass --all");
  }
  choice.is_adopted = profile->is_adopted;
  choice.has_web_identity = profile->has("web_identity_token_file");
  choice.has_device = profile->has("mfa_serial");
  return choice;
}

std::string changes_text(const AdoptionReport& report, bool dry_run, const std::string& home) {
  std::string text;
  for (const auto& file : report.files) {
    text += dry_run ? unified_diff(file.before, file.edits, file.path, redacted_line)
                    : "changed " + short_path(file.path, home) + ", kept as it was in " +
                          short_path(file.backup, home) + '\n';
  }
  return text;
}

nlohmann::ordered_json changes_json(const AdoptionReport& report) {
  auto files = nlohmann::ordered_json::array();
  for (const auto& file : report.files) {
    files.push_back(
        {{"path", file.path},
         {"backup", file.backup.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(file.backup)},
         {"diff", unified_diff(file.before, file.edits, file.path, redacted_line)}});
  }
  return {{"profiles", report.profiles}, {"files", std::move(files)}};
}

std::string names_text(const std::vector<std::string>& names) {
  constexpr std::size_t kMostNames = 12;
  if (names.size() > kMostNames) return std::to_string(names.size()) + " profiles";
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += text::printable(names[i]);
  }
  return text;
}

}  // namespace latchkey::cli
