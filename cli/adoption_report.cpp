// SPDX-License-Identifier: Apache-2.0
#include "cli/adoption_report.hpp"

#include "aws/settings.hpp"
#include "aws/shown_line.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

namespace latchkey::cli {

Result<AdoptionOrder> adoption_order(const CommandInput& in, const AdoptionOptions& options) {
  if (options.all && in.options.profile)
    return fail(ErrorKind::usage, "--profile and --all do not go together", "leave one of them away");
  if (options.all) return AdoptionOrder{std::nullopt, options.dry_run};
  TRY(const auto selection, select_profile(in.options.profile, in.setup.host.env, in.setup.config));
  const auto name = selection.profile_name();
  if (in.setup.config.find(name) == nullptr) {
    return fail(ErrorKind::missing, "no profile is chosen and there is no default",
                "name one with --profile, or pass --all");
  }
  return AdoptionOrder{name, options.dry_run};
}

std::string changes_text(const AdoptionReport& report, bool dry_run) {
  std::string text;
  for (const auto& file : report.files) {
    text += dry_run ? unified_diff(file.before, file.edits, file.path, shown_line)
                    : "changed " + text::printable(file.path) + ", kept as it was in " +
                          text::printable(file.backup) + '\n';
  }
  return text;
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
