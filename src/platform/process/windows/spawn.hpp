// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <string>
#include <vector>

#include "base/secret/secret_text.hpp"
#include "platform/process/subprocess.hpp"
#include "platform/system/environment.hpp"
#include "platform/system/windows/handle.hpp"

namespace latchkey::windows {

struct Pipe {
  Handle reader, writer;
};

/// Neither end is inherited. Returns ERROR_SUCCESS or an error code.
DWORD open_pipe(Pipe& made);

/// Programs that end with this object, or with this process for any reason.
class Job {
 public:
  enum class Members {
    all,        ///< includes the processes that the program starts
    the_first,  ///< excludes the processes that it starts
  };
  explicit Job(Members members);

  void add(HANDLE process) const;
  /// Ends them now with this status.
  void end(UINT status) const;
  /// Lets the running ones continue after this object.
  void release_children() const;

 private:
  Handle job_;
};

/// The attributes of a program to start. It inherits the standard streams that are not connected.
class Spawn {
 public:
  /// `stream`: 0 to 2. `ours` must last until start().
  void connect(const Handle& ours, int stream);
  void connect_to_nothing(int stream);
  /// Gives it a hidden console: it cannot prompt on latchkey's console and does not receive its Ctrl-C.
  void hide_console() { flags_ |= CREATE_NO_WINDOW | CREATE_NEW_PROCESS_GROUP; }
  /// Gives it no console and no job, so that it outlives the terminal.
  void leave() { flags_ |= DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP | CREATE_BREAKAWAY_FROM_JOB; }
  void work_in(std::wstring folder) { folder_ = std::move(folder); }
  void belong_to(const Job& job) { job_ = &job; }

  /// `path`: of find_program(). Returns the process. It inherits only the three streams.
  tl::expected<Handle, StartFailure> start(const std::string& path, const std::vector<std::string>& arguments,
                                           const Environment& environment);

 private:
  DWORD create(const std::wstring& program, std::wstring& line, std::wstring& variables,
               PROCESS_INFORMATION& made);

  std::array<HANDLE, 3> streams_{};  // nullptr: inherited
  std::vector<Handle> opened_;
  std::wstring folder_;
  const Job* job_ = nullptr;
  DWORD flags_ = 0;
};

/// Appends the available bytes of the pipe `from` to `to`, up to `most` bytes in total, and drops the rest.
/// Closes a pipe at its end. Returns whether it read anything. Reads a bounded amount.
bool take_available(Handle& from, SecretText& to, std::size_t most);

bool exits_within(const Handle& process, std::chrono::milliseconds time);

/// Waits for the end of a process and returns its exit status.
int wait_for(const Handle& process);

}  // namespace latchkey::windows
