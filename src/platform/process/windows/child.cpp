// SPDX-License-Identifier: Apache-2.0
#include "platform/process/windows/child.hpp"

#include "platform/process/windows/find_executable.hpp"

namespace latchkey {
namespace {

BOOL WINAPI leave_to_program(DWORD event) {
  // The console sends these to the program, too, and what they mean is the program's decision. A console that
  // closes, or a session that ends, ends us all.
  return event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT ? TRUE : FALSE;
}

/// From now on what the keys of the console send ends other programs, not this one. For good: the console
/// tells each process in its own time, this one perhaps only when the program has already ended with a status
/// that is to be ours.
void leave_keys_to_program() {
  static const BOOL done = SetConsoleCtrlHandler(leave_to_program, TRUE);
  static_cast<void>(done);
}

}  // namespace

tl::expected<ProcessEnd, StartFailure> windows::run_program(const Job* job, const std::string& path,
                                                            const std::vector<std::string>& arguments,
                                                            const Environment& environment,
                                                            const std::function<void()>& started) {
  leave_keys_to_program();
  Spawn spawn;
  if (job != nullptr) spawn.belong_to(*job);
  const auto child = spawn.start(path, arguments, environment);
  if (!child) return tl::unexpected(child.error());
  started();
  return ProcessEnd{wait_for(*child), 0};
}

tl::expected<ProcessEnd, StartFailure> run_supervised(const std::vector<std::string>& arguments,
                                                      const Environment& environment,
                                                      const std::function<void()>& started) {
  const auto path = windows::find_program(arguments.empty() ? std::string() : arguments[0], environment);
  if (!path) return tl::unexpected(path.error());
  return windows::run_program(nullptr, *path, arguments, environment, started);
}

void end_by_signal(int /*signal*/) {}  // nothing here ends by one

}  // namespace latchkey
