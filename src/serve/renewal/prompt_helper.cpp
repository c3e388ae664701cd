// SPDX-License-Identifier: Apache-2.0
#include "serve/renewal/prompt_helper.hpp"

namespace latchkey {

void PromptHelper::ask(const std::string& profile) {
  auto& asker = open_[profile];
  if (program_.empty() || (asker && asker->runs())) return;
  asker = std::make_unique<HelperProcess>(
      program_, std::vector<std::string>{program_, "process", "--profile", profile}, environment_, terminal_);
}

}  // namespace latchkey
