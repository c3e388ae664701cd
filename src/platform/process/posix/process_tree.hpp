// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

// The texts of Linux's /proc. Other users choose part of them: a program's name and its arguments. All
// functions are pure; a text that is cut off or malformed gives fewer results, never an error.
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

/// The fields of /proc/PID/stat from the third on: state, parent, group, session, terminal, ... The second
/// field is the program's name in parentheses, which may contain any bytes. Empty: the text has no such
/// fields.
std::vector<std::string> status_fields(std::string_view stat);

/// The parent's number in /proc/PID/stat. 0: the text does not contain one.
pid_t parent_in(std::string_view stat);

/// The words of /proc/PID/cmdline, each of which ends with a NUL.
std::vector<std::string> command_line_words(std::string_view text);

/// The user of a line of /proc/net/tcp or tcp6, "sl local_address rem_address st queues timers retries uid
/// ...", if its addresses are `local` and `remote`. nullopt: other addresses, or no user.
std::optional<uid_t> connection_user(std::string_view line, std::string_view local, std::string_view remote);

}  // namespace latchkey::posix
