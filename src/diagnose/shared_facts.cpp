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

const std::optional<Error>& SharedFacts::storage_fault(const Environment& env) {
  if (storage_fault_) return *storage_fault_;
  storage_fault_.emplace();
  const StateDirectory state(env);
  using Folder = StateDirectory::Folder;
  for (const auto& folder : {state.folder(Folder::locks), state.folder(Folder::codes), paths::boto_cache(env),
                             paths::cli_cache(env), state.folder(Folder::sessions)}) {
    if (auto writable = files::check_permissions(folder); !writable) {
      storage_fault_->emplace(std::move(writable).error());
      break;
    }
  }
  return *storage_fault_;
}

bool SharedFacts::has_session_obstacles(const Host& host) {
  if (!has_session_obstacles_) has_session_obstacles_ = SessionStore(host).has_obstacles();
  return *has_session_obstacles_;
}

const std::vector<MfaSession>& SharedFacts::sessions(const Host& host) {
  if (!sessions_) sessions_ = SessionStore(host).all();
  return *sessions_;
}

bool SharedFacts::is_latchkey(const std::string& program, const Environment& env) {
  const auto [known, is_new] = is_latchkey_.try_emplace(program, false);
  if (is_new) known->second = finds_own_program(program, env);
  return known->second;
}

}  // namespace latchkey::diagnose
