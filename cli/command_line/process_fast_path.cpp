// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line/process_fast_path.hpp"

namespace latchkey::cli {

std::optional<SessionOptions> plain_process(const std::vector<std::string>& words) {
  if (words.empty() || words[0] != "process") return std::nullopt;
  SessionOptions options;
  if (words.size() == 1) return options;
  const bool names_profile = words.size() == 3 && (words[1] == "-p" || words[1] == "--profile") &&
                             !words[2].empty() && words[2].front() != '-';
  if (!names_profile) return std::nullopt;
  options.profile = words[2];
  return options;
}

}  // namespace latchkey::cli
