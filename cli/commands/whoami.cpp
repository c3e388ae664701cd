// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "base/try.hpp"
#include "cli/command.hpp"

namespace latchkey::cli {

Declare declare_whoami;

Run declare_whoami(CLI::App& app) {
  auto json = std::make_shared<bool>(false);
  app.footer("Takes cached credentials, or gets new ones, asking for the MFA code if one is needed.\n");
  app.add_flag("--json", *json, "print an object with UserId, Account and Arn");
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
