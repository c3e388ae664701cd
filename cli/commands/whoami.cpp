// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "base/try.hpp"
#include "cli/command.hpp"

namespace latchkey::cli {

Declare declare_whoami;

Run declare_whoami(Declaration& declaration) {
  auto json = std::make_shared<bool>(false);
  declaration.add(*json, {.names = "--json", .help = "Print a JSON object with UserId, Account and Arn"});
  declaration.notes("Uses cached credentials or fetches new ones, which can prompt for an MFA code.\n");
  return [json](const CommandInput& in) -> Result<int> {
    TRY(const auto who, in.session->identity());
    if (*json) {
      const nlohmann::ordered_json object = {
          {"UserId", who.user_id}, {"Account", who.account}, {"Arn", who.arn}};
      CHECK(print_json(object));
    } else {
      CHECK(print("account  " + text::printable(who.account) + "\narn      " + text::printable(who.arn) +
                  "\nuser id  " + text::printable(who.user_id) + '\n'));
    }
    return 0;
  };
}

}  // namespace latchkey::cli
