// SPDX-License-Identifier: Apache-2.0
#include "platform/child_windows.hpp"

#include "platform/program_windows.hpp"

namespace latchkey {
namespace {

BOOL WINAPI leave_to_program(DWORD event) {
  // The console sends these to the program, too, and what they mean is the program's decision. A console that
  // closes, or a session that ends, ends us all.
  return event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT ? TRUE : FALSE;
}

/// While it lives, what the keys of the console send ends other programs, not this one.
class KeysForProgram {
 public:
  KeysForProgram() { SetConsoleCtrlHandler(leave_to_program, TRUE); }
  KeysForProgram(const KeysForProgram&) = delete;
  KeysForProgram& operator=(const KeysForProgram&) = delete;
  ~KeysForProgram() { SetConsoleCtrlHandler(leave_to_program, FALSE); }
};

}  // namespace

tl::expected<ProcessEnd, StartFailure> windows::run_program(const Job* job, const std::string& path,
                                                            const std::vector<std::string>& arguments,
                                                            const Environment& environment,
                                                            const std::function<void()>& started) {
  const KeysForProgram keys;
  Spawn spawn;
  if (job != nullptr) spawn.belong_to(*job);
  const auto child = spawn.start(path, arguments, environment);
  if (!child) return tl::unexpected(child.error());
  started();
  return ProcessEnd{wait_for(*child), 0};
}

tl::expected<ProcessEnd, StartFailure> run_beside(const std::vector<std::string>& arguments,
                                                  const Environment& environment,
                                                  const std::function<void()>& started) {
  const auto path = windows::find_program(arguments.empty() ? std::string() : arguments[0], environment);
  if (!path) return tl::unexpected(path.error());
  return windows::run_program(nullptr, *path, arguments, environment, started);
}

void end_by_signal(int /*signal*/) {}  // nothing here ends by one

}  // namespace latchkey
