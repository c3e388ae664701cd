// SPDX-License-Identifier: Apache-2.0
#include "diagnose/rules/rules.hpp"

namespace latchkey::diagnose {

std::optional<Finding> unusable_web_identity_token(const Facts& facts) {
  if (!facts.web_identity) return std::nullopt;
  const auto& file = facts.web_identity->token_file;
  const auto token = read_web_identity_token(*facts.web_identity);
  if (token) return std::nullopt;
  auto error = token.error();
  if (!error.origin.is_known()) error.origin = facts.web_identity->token_file_origin;
  const bool is_literal = file.find_first_of("~$") != std::string::npos;
  const auto fix = is_literal
                       ? "write the whole path in the place of " + file + ", as no tool expands ~ and $"
                       : "name a file that holds a token in the place of " + file;
  if (facts.is_token_file_by_variable())
    return Finding{error, std::nullopt, "correct AWS_WEB_IDENTITY_TOKEN_FILE, or unset it: " + fix};
  return finding_at(
      error, place_of(*facts.setup.config.find(facts.key_source->profile), "web_identity_token_file"), fix);
}

}  // namespace latchkey::diagnose
