// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <vector>

#include <sys/types.h>

namespace latchkey::posix {

/// 0: not to be seen.
pid_t parent_of(pid_t pid);

/// A process and all processes below it, as they are now.
class ProcessTree {
 public:
  explicit ProcessTree(pid_t root);

  /// Also of those that have lost their parent since.
  void signal(int number) const;
  /// Whether none is left but zombies.
  bool ends_within(std::chrono::milliseconds time) const;

 private:
  struct Member {
    pid_t pid, group;
    /// False where another process has the number by now, as far as that can be told.
    bool is_alive() const;
  };
  std::vector<Member> members_;
};

}  // namespace latchkey::posix
