// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "base/try.hpp"
#include "cli/background.hpp"
#include "cli/command.hpp"
#include "platform/system/clock.hpp"
#include "serve/adopt/leftovers.hpp"
#include "serve/renewal/keeper.hpp"

namespace latchkey::cli {

Declare declare_keep;

Run declare_keep(Declaration& declaration) {
  auto stay = std::make_shared<bool>(false);
  declaration.add(*stay,
                  {.names = "--stay", .help = "Wait for the next sign-in when no MFA session is left"});
  declaration.rejects_profile();
  declaration.notes(R"(Refreshes every role in a shared cache before it expires, without a prompt.
Ends when no MFA session is left, after "latchkey logout", and on Ctrl-C. Each
user can run one. "latchkey login --keep" starts it in the background.
)");
  return [stay](const CommandInput& in) -> Result<int> {
    if (in.options.profile) {
      return fail(Cause::usage, "keep refreshes every profile, so it does not accept --profile",
                  "latchkey login -p NAME puts a role into the caches, and keep keeps it there");
    }
    drop_messages_that_block();
    const Host& host = in.setup.host;
    sweep_leftovers(host);
    TRY(const auto other, keep(host, {*stay, in.options.region, configuration_of(in.setup), report_ready}));
    if (!other) return 0;
    CHECK(check_keeper(in.setup, *other));
    report_ready();
    CHECK(print("latchkey keep is already running (pid " + std::to_string(other->process) + ", since " +
                local_time_text(other->since, host.now()) + ")\n"));
    return 0;
  };
}

}  // namespace latchkey::cli
