// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <csignal>
#include <string>
#include <vector>

#include <spawn.h>
#include <sys/types.h>

#include "base/secret/secret_text.hpp"
#include "platform/process/subprocess.hpp"
#include "platform/system/environment.hpp"
#include "platform/system/posix/descriptor.hpp"

namespace latchkey::posix {

// Signals that a program, latchkey or whoever started it, may be ignoring for reasons of its own. Other
// dispositions and all handlers are the kernel's to pass on or to reset.
inline constexpr std::array kDefaultInChild = {SIGPIPE, SIGXFSZ};

struct Pipe {
  Descriptor reader, writer;
};

/// Both ends close-on-exec and above 2. 0 or an errno value.
int open_pipe(Pipe& made);

/// A parent that ignores SIGCHLD makes us ignore it, and then the kernel throws exit statuses away. Several
/// threads may hold one.
class KeepChildStatus {
 public:
  KeepChildStatus();
  KeepChildStatus(const KeepChildStatus&) = delete;
  KeepChildStatus& operator=(const KeepChildStatus&) = delete;
  ~KeepChildStatus();
};

/// A program about to be started: no signal blocked, the ignored ones above at their default.
class Spawn {
 public:
  Spawn();
  Spawn(const Spawn&) = delete;
  Spawn& operator=(const Spawn&) = delete;
  ~Spawn();

  void connect(const Descriptor& ours, int theirs);
  void connect_to_nothing(int theirs);
  /// In a session, and so a process group, of its own: it has no terminal and can be ended with its children.
  void lead_session();
  void work_in(const char* folder);
  /// Nothing of ours but the standard streams, also what was not opened close-on-exec. The last action.
  void keep_only_standard_streams();
  /// Whatever was ignored here: it can be ended by the usual signals.
  void obey_signals();
  /// 0 or an errno value.
  int start(pid_t& child, const std::string& path, std::vector<std::string> arguments,
            std::vector<std::string> variables);

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

/// The exit status as a shell shows it, from what wait() gave.
int shell_status(int wait_status);

/// Appends to `to`, up to `most` bytes in all, what `from` (O_NONBLOCK) holds; what exceeds that is dropped.
/// A stream at its end is closed. Returns whether anything came. Reads a bounded amount, so that a stream
/// that never ends does not keep the caller from the clock.
bool take_available(Descriptor& from, SecretText& to, std::size_t most);

/// Whether a child has ended. It is not reaped: until then nobody else gets its number.
bool has_exited(pid_t child);
bool exits_within(pid_t child, std::chrono::milliseconds time);

/// Waits for a child's end. The exit status as a shell shows it; 255 if another thread took it.
int reap(pid_t child);

/// The file that `name` means, looked up on the PATH of `environment` as execvp() does it.
tl::expected<std::string, StartFailure> find_program(const std::string& name, const Environment& environment);

/// What it means that the system refused to start `path`, which find_program() had found.
StartFailure start_failure(const std::string& path, int why);

/// Strings as an exec call takes them: pointers into `strings`, which must outlive them, and a null pointer.
std::vector<char*> exec_pointers(std::vector<std::string>& strings);

}  // namespace latchkey::posix
