// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "aws/cache_key.hpp"
#include "aws/role_cache.hpp"
#include "aws/setup.hpp"
#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "cli/command.hpp"
#include "platform/clock.hpp"
#include "providers/provider.hpp"

namespace latchkey::cli {

Declare declare_login;

Run declare_login(CLI::App& app) {
  app.footer(
      R"(Asks nothing while what is cached still lasts for 15 minutes. AWS CLI and SAM CLI then find the
credentials by themselves; for other programs there is latchkey exec, and credential_process.
)");
  return [](const CommandInput& in) -> Result<int> {
    const auto& session = *in.session;
    TRY(const auto credentials, session.credentials());
    const auto& roles = session.source().roles;
    if (!roles) {
      CHECK(print("profile " + text::printable(session.profile()) +
                  " needs no sign-in: its credentials come from " + session.source().method + '\n'));
      return 0;
    }
    // An entry that one tool made is put where the other tools look, too.
    const RoleCache cache(in.setup.host);
    for (const auto& step : roles->steps) {
      if (const auto copied = cache.spread(role_cache_key(step)); !copied)
        in.setup.host.warn(copied.error().message);
    }
    const RoleStep& role = roles->steps.back();
    // An entry too short to be reused is kept all the same; one of another process, quicker by a moment, is as
    // good as ours.
    const auto entries = cache.look_up(role_cache_key(role));
    const bool kept = std::any_of(entries.begin(), entries.end(), [&](const CacheEntry& entry) {
      return entry.state == CacheEntry::State::valid ||
             (entry.credentials && entry.credentials->access_key_id == credentials.access_key_id);
    });
    if (!kept) {
      return fail(ErrorKind::io, "AWS gave the credentials, but they could not be kept for the other tools",
                  "see the warnings above; latchkey exec works without the caches");
    }
    const auto now = in.setup.host.now();
    const auto left = credentials.expiration.value_or(now) - now;
    const auto until = local_time_text(credentials.expiration.value_or(now), now);
    std::string line = "signed in until " + until + " (" + duration_text(left) + ")";
    if (role.mfa_serial) line += "  device " + text::printable(*role.mfa_serial);
    CHECK(print(line + "\n  " + text::printable(session.profile() + "  " + role.role_arn) + '\n'));
    return 0;
  };
}

}  // namespace latchkey::cli
