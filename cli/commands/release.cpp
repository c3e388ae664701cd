// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "base/text.hpp"
#include "base/try.hpp"
#include "cli/command.hpp"
#include "cli/output/adoption_report.hpp"

namespace latchkey::cli {

Declare declare_release;

namespace {

std::string released_text(const AdoptionOrder& order, const AdoptionReport& report) {
  if (report.profiles.empty()) {
    return order.profile ? "profile " + text::printable(*order.profile) + " is not adopted\n"
                         : "no profile is adopted\n";
  }
  auto changes = changes_text(report, order.only_tell);
  if (order.only_tell) return changes;
  return "released " + names_text(report.profiles) + ": written as before `latchkey adopt`\n" + changes;
}

}  // namespace

Run declare_release(CLI::App& app) {
  auto options = std::make_shared<AdoptionOptions>();
  app.add_flag("--all", options->all, "every adopted profile, not only the chosen one");
  app.add_flag("--dry-run", options->dry_run, "show what would change, and change nothing");
  app.footer(
      R"(Takes back what `latchkey adopt` wrote: the credential_process line goes, and the settings get their names back.
)");
  return [options](const CommandInput& in) -> Result<int> {
    TRY(const auto choice, choose_for_adoption(in, *options));
    TRY(const auto report, release_profiles(in.setup.host, choice.paths, choice.order));
    CHECK(print(released_text(choice.order, report)));
    return 0;
  };
}

}  // namespace latchkey::cli
