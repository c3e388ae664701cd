// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/system/environment.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// A program that outlives this process and its terminal: in a session of its own, in the folder "/", with
/// nothing on stdin, with stderr appended to a log, and with no other descriptor of ours. Its stdout is read
/// here until report_to_starter() ends that.
class BackgroundProcess {
 public:
  /// Does not wait. `log`: a file (0600); one of more than a megabyte begins anew. Errors: io - the log
  /// cannot be opened, or the program cannot be started.
  static Result<BackgroundProcess> start(const std::string& path, const std::vector<std::string>& arguments,
                                         const Environment& environment, const std::string& log);

  BackgroundProcess(BackgroundProcess&&) noexcept;
  BackgroundProcess& operator=(BackgroundProcess&&) noexcept;
  ~BackgroundProcess();  ///< the program runs on

  long id() const;
  /// Waits at most `time` for what the program writes to stdout until it closes it. nullopt: it has not
  /// closed it yet. At most 8 KB; the rest is dropped.
  std::optional<std::string> output(std::chrono::milliseconds time);
  /// Not to be called again once it has returned true.
  bool has_ended() const;

 private:
  struct Process;
  explicit BackgroundProcess(std::unique_ptr<Process> process);
  std::unique_ptr<Process> process_;
};

/// For a program that a BackgroundProcess started: writes `report` to stdout and closes that end; what is
/// printed later goes to the log. A starter that has gone misses it.
void report_to_starter(const std::string& report);

/// Opens `url` in the person's browser, which outlives this process, and does not wait: what BROWSER names,
/// else the desktop's own. false: there is none, or it cannot be started.
bool open_browser(const std::string& url, const Environment& environment);

/// Whether open_browser() has something to start.
bool has_browser(const Environment& environment);

}  // namespace latchkey
