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

/// Neither end is inherited. ERROR_SUCCESS or why not.
DWORD open_pipe(Pipe& made);

/// Programs that end with this value, or with this process however that ends.
class Job {
 public:
  enum class Members {
    all,        ///< what the program starts belongs to it, too
    the_first,  ///< what it starts lives on
  };
  explicit Job(Members members);

  void add(HANDLE process) const;
  /// Ends them now, each with this status.
  void end(UINT status) const;
  /// Lets those that still run live on.
  void release_children() const;

 private:
  Handle job_;
};

/// A program about to be started, with our standard streams if no others are named.
class Spawn {
 public:
  /// `stream`: 0 to 2. `ours` must last until start().
  void connect(const Handle& ours, int stream);
  void connect_to_nothing(int stream);
  /// A console of its own that nobody sees: it cannot ask on ours, and Ctrl-C there is not for it.
  void hide_console() { flags_ |= CREATE_NO_WINDOW | CREATE_NEW_PROCESS_GROUP; }
  /// No console at all, and no job of ours: it outlives the terminal.
  void leave() { flags_ |= DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP | CREATE_BREAKAWAY_FROM_JOB; }
  void work_in(std::wstring folder) { folder_ = std::move(folder); }
  void belong_to(const Job& job) { job_ = &job; }

  /// `path`: of find_program(). Returns the process. No handle of ours gets there but the three streams.
  tl::expected<Handle, StartFailure> start(const std::string& path, const std::vector<std::string>& arguments,
                                           const Environment& environment);

 private:
  DWORD create(const std::wstring& program, std::wstring& line, std::wstring& variables,
               PROCESS_INFORMATION& made);

  std::array<HANDLE, 3> streams_{};  // nullptr: as ours
  std::vector<Handle> opened_;
  std::wstring folder_;
  const Job* job_ = nullptr;
  DWORD flags_ = 0;
};

/// Appends to `to`, up to `most` bytes in all, what the pipe `from` holds; what exceeds that is dropped. A
/// pipe at its end is closed. Returns whether anything came. Reads a bounded amount.
bool take_available(Handle& from, SecretText& to, std::size_t most);

bool exits_within(const Handle& process, std::chrono::milliseconds time);

/// Waits for the end of a process and tells its exit status.
int wait_for(const Handle& process);

}  // namespace latchkey::windows
