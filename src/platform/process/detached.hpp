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

/// A program that outlives this process and its terminal. It runs in a new session, in the folder "/", with
/// empty stdin, with stderr appended to a log, and with no other inherited descriptors. This process reads
/// its stdout until report_to_starter() closes it.
class BackgroundProcess {
 public:
  /// Does not wait. `log`: a file (0600); a log of more than a megabyte is replaced. Errors: io - the log
  /// cannot be opened, or the program cannot be started.
  static Result<BackgroundProcess> start(const std::string& path, const std::vector<std::string>& arguments,
                                         const Environment& environment, const std::string& log);

  BackgroundProcess(BackgroundProcess&&) noexcept;
  BackgroundProcess& operator=(BackgroundProcess&&) noexcept;
  ~BackgroundProcess();  ///< the program continues to run

  long id() const;
  /// Waits at most `time` for the program to close stdout, and returns its output. nullopt: stdout is still
  /// open. At most 8 KB; the rest is dropped.
  std::optional<std::string> output(std::chrono::milliseconds time);
  /// Do not call it again after it has returned true.
  bool has_ended() const;

 private:
  struct Process;
  explicit BackgroundProcess(std::unique_ptr<Process> process);
  std::unique_ptr<Process> process_;
};

/// For a program that a BackgroundProcess started: writes `report` to stdout and closes it; later output goes
/// to the log. Nothing happens if the starter has exited.
void report_to_starter(const std::string& report);

/// Opens `url` in the user's browser, which outlives this process, and does not wait. Uses BROWSER, else the
/// browser of the desktop. false: there is none, or it cannot be started.
bool open_browser(const std::string& url, const Environment& environment);

/// Whether open_browser() can start a browser.
bool has_browser(const Environment& environment);

}  // namespace latchkey
