// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

// Parses files of Linux's /proc. Other users choose part of their content: a program's name and its
// arguments. The parsing functions are pure; truncated or malformed text gives fewer results, never an error.
namespace latchkey::posix {

/// 0: unknown.
pid_t parent_of(pid_t pid);

/// A snapshot of a process and its descendants.
class ProcessTree {
 public:
  explicit ProcessTree(pid_t root);

  /// Includes processes that have lost their parent since the snapshot.
  void signal(int number) const;
  /// Whether all of them end, except zombies.
  bool ends_within(std::chrono::milliseconds time) const;

 private:
  struct Member {
    pid_t pid, group;
    /// False if another process has the ID by now, as far as the system shows it.
    bool is_alive() const;
  };
  std::vector<Member> members_;
};

/// The fields of /proc/PID/stat from the third on: state, parent, group, session, terminal, ... The second
/// field is the program's name in parentheses, which may contain any bytes. Empty: the text has no such
/// fields.
std::vector<std::string> status_fields(std::string_view stat);

/// The parent's ID in /proc/PID/stat. 0: the text does not contain one.
pid_t parent_in(std::string_view stat);

/// The words of /proc/PID/cmdline, each of which ends with a NUL.
std::vector<std::string> command_line_words(std::string_view text);

/// The user of a line of /proc/net/tcp or tcp6, "sl local_address rem_address st queues timers retries uid
/// ...", if its addresses are `local` and `remote`. nullopt: other addresses, or no user.
std::optional<uid_t> connection_user(std::string_view line, std::string_view local, std::string_view remote);

}  // namespace latchkey::posix
