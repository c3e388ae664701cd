// SPDX-License-Identifier: Apache-2.0
#include "diagnose/shared_facts.hpp"

#include "aws/config/paths.hpp"
#include "platform/files/files.hpp"
#include "platform/files/state_directory.hpp"
#include "platform/process/process_info.hpp"

namespace latchkey::diagnose {

SharedFacts::SharedFacts(const Setup& setup)
    : now(setup.host.now()),
      home(paths::home(setup.host.env)),
      state_folder(StateDirectory(setup.host.env).path()),
      has_state_file(files::is_file(state_folder)),
      chains(setup.config) {}

const std::optional<StartFailure>& SharedFacts::failure_of(const std::string& program,
                                                           const Environment& env) {
  const auto [known, is_new] = failures_.try_emplace(program);
  if (is_new) known->second = look_for_program(program, env);
  return known->second;
}

bool SharedFacts::is_latchkey(const std::string& program, const Environment& env) {
  const auto [known, is_new] = is_latchkey_.try_emplace(program, false);
  if (is_new) known->second = finds_own_program(program, env);
  return known->second;
}

}  // namespace latchkey::diagnose
