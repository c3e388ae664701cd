// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <nlohmann/json.hpp>

#include "aws/config/paths.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "cli/command.hpp"
#include "cli/output/adoption_report.hpp"

namespace latchkey::cli {

Declare declare_release;

namespace {

std::string released_text(const AdoptionOrder& order, const AdoptionReport& report, const std::string& home) {
  if (report.profiles.empty()) {
    return order.profile ? "profile " + text::printable(*order.profile) + " is not adopted\n"
                         : "no profile is adopted\n";
  }
  auto changes = changes_text(report, order.only_tell, home);
  if (order.only_tell) return changes;
  return "released " + names_text(report.profiles) + ": written as before `latchkey adopt`\n" + changes;
}

}  // namespace

Run declare_release(Declaration& declaration) {
  auto options = std::make_shared<AdoptionOptions>();
  declaration.add(options->all, {.names = "--all", .help = "Release every adopted profile"});
  declaration.add(options->dry_run, {.names = "--dry-run", .help = "Show the changes and make none"});
  declaration.add(options->json,
                  {.names = "--json", .help = "Print a JSON object with the profiles and the files"});
  declaration.notes(R"(Removes the credential_process line that adopt added and restores the names of
the settings.
)");
  return [options](const CommandInput& in) -> Result<int> {
    TRY(const auto choice, choose_for_adoption(in, *options));
    TRY(const auto report, release_profiles(in.setup.host, choice.paths, choice.order));
    CHECK(options->json ? print_json(changes_json(report))
                        : print(released_text(choice.order, report, paths::home(in.setup.host.env))));
    return 0;
  };
}

}  // namespace latchkey::cli
