// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <nlohmann/json.hpp>

#include "aws/config/paths.hpp"
#include "aws/config/settings.hpp"
#include "aws/config/shown_error.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "cli/command.hpp"
#include "cli/output/adoption_report.hpp"
#include "platform/process/command_line.hpp"

namespace latchkey::cli {

Declare declare_adopt;

namespace {

std::string adopted_text(const AdoptionChoice& choice, const AdoptionReport& report,
                         const std::string& home) {
  const auto& order = choice.order;
  if (report.profiles.empty()) {
    if (!order.profile) return "there is no profile to adopt: no role that needs a code is left\n";
    return "profile " + text::printable(*order.profile) +
           (choice.is_adopted         ? " is adopted already\n"
            : choice.has_web_identity ? " gets its role by a web identity token, so it stays as it is\n"
            : choice.has_device ? " has keys of its own, which tools would take first, so it stays as it is\n"
                                : " needs no MFA code, so it stays as it is\n");
  }
  auto changes = changes_text(report, order.only_tell, home);
  if (order.only_tell) return changes;
  return "adopted " + names_text(report.profiles) +
         ": every AWS tool now gets the credentials from latchkey\n" + changes +
         "undo with: latchkey release " +
         (order.profile ? "-p " + text::printable(command_line_word(*order.profile)) : "--all") + '\n';
}

}  // namespace

Run declare_adopt(Declaration& declaration) {
  auto options = std::make_shared<AdoptionOptions>();
  declaration.add(options->all, {.names = "--all", .help = "Adopt every profile that may need an MFA code"});
  declaration.add(options->dry_run, {.names = "--dry-run", .help = "Show the changes and make none"});
  declaration.add(options->json,
                  {.names = "--json", .help = "Print a JSON object with the profiles and the files"});
  declaration.notes(R"(Every SDK then runs latchkey through credential_process. role_arn,
source_profile, credential_source and mfa_serial get the prefix latchkey_; all
other bytes of the file stay. "latchkey release" restores the profile.
)");
  return [options](const CommandInput& in) -> Result<int> {
    TRY(const auto choice, choose_for_adoption(in, *options));
    for (const auto& warning : choice.warnings) in.setup.host.warn(warning);
    TRY(const auto report, adopt_profiles(in.setup.host, choice.paths, choice.order));
    if (choice.order.profile && !report.left.empty()) return tl::unexpected(report.left.front().second);
    for (const auto& [name, why] : report.left) in.setup.host.warn(one_line(why, in.setup.host.env));
    CHECK(options->json ? print_json(changes_json(report))
                        : print(adopted_text(choice, report, paths::home(in.setup.host.env))));
    return 0;
  };
}

}  // namespace latchkey::cli
