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

// Signals that latchkey or its parent may ignore, and that child processes get with their default. The kernel
// passes on or resets all other dispositions.
inline constexpr std::array kDefaultInChild = {SIGPIPE, SIGXFSZ};

struct Pipe {
  Descriptor reader, writer;
};

/// Both ends close-on-exec and above 2. 0 or an errno value.
int open_pipe(Pipe& made);

/// Keeps exit statuses of children available: if the parent process ignores SIGCHLD, latchkey inherits that,
/// and the kernel discards exit statuses. Several threads may hold one.
class KeepChildStatus {
 public:
  KeepChildStatus();
  KeepChildStatus(const KeepChildStatus&) = delete;
  KeepChildStatus& operator=(const KeepChildStatus&) = delete;
  ~KeepChildStatus();
};

/// The attributes of a program to start: no signal is blocked, and the ignored ones above have their default.
class Spawn {
 public:
  Spawn();
  Spawn(const Spawn&) = delete;
  Spawn& operator=(const Spawn&) = delete;
  ~Spawn();

  void connect(const Descriptor& ours, int theirs);
  void connect_to_nothing(int theirs);
  /// Starts it in a new session and process group: it has no terminal and can be ended with its children.
  void lead_session();
  void work_in(const char* folder);
  /// Closes all descriptors except the standard streams, also those without close-on-exec. Must be the last
  /// action.
  void keep_only_standard_streams();
  /// Resets ignored signals, so that the usual signals can end it.
  void obey_signals();
  /// 0 or an errno value.
  int start(pid_t& child, const std::string& path, std::vector<std::string> arguments,
            std::vector<std::string> variables);

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

/// Converts a status of wait() to the exit status that a shell shows.
int shell_status(int wait_status);

/// Appends the available bytes of `from` (O_NONBLOCK) to `to`, up to `most` bytes in total, and drops the
/// rest. Closes a stream at its end. Returns whether it read anything. Reads a bounded amount, so that an
/// endless stream does not prevent the caller from checking its deadline.
bool take_available(Descriptor& from, SecretText& to, std::size_t most);

/// Whether a child has ended. Does not reap it, so that its ID is not reused yet.
bool has_exited(pid_t child);
bool exits_within(pid_t child, std::chrono::milliseconds time);

/// Waits for a child's end. Returns the exit status that a shell shows; 255 if another thread has reaped it.
int reap(pid_t child);

/// Looks up `name` on the PATH of `environment` as execvp() does.
tl::expected<std::string, StartFailure> find_program(const std::string& name, const Environment& environment);

/// The failure for a `path` from find_program() that the system did not start.
StartFailure start_failure(const std::string& path, int why);

/// The arguments of an exec call: pointers into `strings`, which must outlive them, and a null pointer.
std::vector<char*> exec_pointers(std::vector<std::string>& strings);

}  // namespace latchkey::posix
