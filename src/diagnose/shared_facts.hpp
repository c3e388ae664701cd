// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "aws/config/role_plan.hpp"
#include "aws/config/setup.hpp"
#include "mfa/session_store.hpp"
#include "platform/process/subprocess.hpp"

namespace latchkey::diagnose {

/// Finds the first node of a chain that has a fault, and caches the result for nodes that several chains
/// share. All chains of a configuration together check each node once.
template <typename Node>
class FirstFault {
 public:
  /// `next` returns the node behind a node, or nullptr. A chain may be a loop. nullptr: no node has a fault.
  template <typename Has, typename Next>
  const Node* find(const Node& start, const Has& has_fault, const Next& next) {
    if (has_fault(start)) return &start;
    const Node* found = nullptr;
    std::vector<const Node*> path;
    for (const Node* node = next(start); node != nullptr; node = next(*node)) {
      const auto [known, is_new] = known_.try_emplace(node, nullptr);
      if (!is_new) {
        found = known->second;
        break;
      }
      path.push_back(node);
      if (!has_fault(*node)) continue;
      found = node;
      break;
    }
    if (found == nullptr) return nullptr;
    for (const auto* node : path) known_[node] = found;
    return found;
  }

 private:
  std::unordered_map<const Node*, const Node*> known_;
};

/// Facts that the profiles of one configuration share, resolved once for all of them.
struct SharedFacts {
  explicit SharedFacts(const Setup& setup);

  TimePoint now;
  std::string home;
  std::string state_folder;
  bool has_state_file = false;  ///< a file is in place of that folder
  RoleChains chains;
  FirstFault<Profile> continued;
  FirstFault<RoleChain> values, arguments;

  /// Why a program cannot be started. nullopt: it can.
  const std::optional<StartFailure>& failure_of(const std::string& program, const Environment& env);
  /// Whether a program is latchkey itself.
  bool is_latchkey(const std::string& program, const Environment& env);
  /// Why credentials and MFA sessions cannot be stored, by permissions. nullopt: they can.
  const std::optional<Error>& storage_fault(const Environment& env);
  /// Whether SessionStore::obstacle() can find anything.
  bool has_session_obstacles(const Host& host);
  /// The MFA sessions that are stored.
  const std::vector<MfaSession>& sessions(const Host& host);

 private:
  std::optional<std::optional<Error>> storage_fault_;
  std::optional<bool> has_session_obstacles_;
  std::optional<std::vector<MfaSession>> sessions_;
  std::map<std::string, std::optional<StartFailure>> failures_;
  std::map<std::string, bool> is_latchkey_;
};

}  // namespace latchkey::diagnose
