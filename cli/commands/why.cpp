// SPDX-License-Identifier: Apache-2.0
#include "cli/why/why.hpp"

#include <memory>

#include <nlohmann/json.hpp>

#include "base/try.hpp"
#include "cli/command.hpp"

namespace latchkey::cli {

Declare declare_why;

Run declare_why(CLI::App& app) {
  auto json = std::make_shared<bool>(false);
  app.add_flag("--json", *json, "print one object");
  app.footer(
      R"(Reads files only: asks nobody, calls nobody, runs nothing and writes nothing. Ends with the one thing
to do next. Exit status 1: the profile is broken.
)");
  return [json](const CommandInput& in) -> Result<int> {
    const auto report = diagnose::explain_profile(in.setup.host, in.options);
    CHECK(*json ? print_json(why_json(report)) : print(why_text(report)));
    if (!report.problem) return 0;
    if (!*json) return 1;  // the last line is what to do, and no other advice follows
    return fail(report.problem->error.cause, report.problem->error.message, report.next,
                report.problem->error.origin);
  };
}

}  // namespace latchkey::cli
