// SPDX-License-Identifier: Apache-2.0
#include "cli/why/why.hpp"

#include <memory>

#include <nlohmann/json.hpp>

#include "base/try.hpp"
#include "cli/command.hpp"

namespace latchkey::cli {

Declare declare_why;

Run declare_why(Declaration& declaration) {
  auto json = std::make_shared<bool>(false);
  auto verbose = std::make_shared<bool>(false);
  declaration.add(*verbose, {.names = "-v,--verbose",
                             .help = "Also print settings, chain, keys, roles, caches and sessions"});
  declaration.add(*json, {.names = "--json", .help = "Print one JSON object with all of it"});
  declaration.notes(R"(Only reads files: makes no network calls, never prompts, runs and writes
nothing. The last line says what to do next. The exit status is 1 if the
profile does not work.
)");
  return [json, verbose](const CommandInput& in) -> Result<int> {
    const auto report = diagnose::explain_profile(in.setup.host, in.options);
    CHECK(*json ? print_json(why_json(report)) : print_raw(why_text(report, *verbose)));
    if (!report.problem) return 0;
    if (!*json) return 1;  // the last line is the next step, and no hint follows
    return fail(report.problem->error.cause, report.problem->error.message, report.next,
                report.problem->error.origin);
  };
}

}  // namespace latchkey::cli
