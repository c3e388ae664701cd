// SPDX-License-Identifier: Apache-2.0
#include "platform/process/subprocess.hpp"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>
#include <utility>

#include <windows.h>

#include "platform/process/captured_run.hpp"
#include "platform/process/windows/find_executable.hpp"
#include "platform/process/windows/spawn.hpp"
#include "platform/system/windows/win32_error.hpp"

namespace latchkey {
namespace {

using std::chrono::milliseconds;

constexpr UINT kEnded = 128 + 15;  // the status of a program that latchkey ends, as after SIGTERM

class CapturedProgram {
 public:
  CapturedProgram(windows::Handle child, const windows::Job& job, windows::Handle out, windows::Handle err)
      : child_(std::move(child)), job_(job), out_(std::move(out)), err_(std::move(err)) {}

  // wine provides no handle for a Linux program: the end of its output is its end.
  bool has_exited() const { return child_ ? windows::exits_within(child_, milliseconds{0}) : !is_open(); }
  bool is_open() const { return out_ || err_; }
  bool take(SecretText& out, SecretText& err, std::size_t most) {
    const bool has_out = windows::take_available(out_, out, most);
    const bool has_err = windows::take_available(err_, err, most);
    return has_out || has_err;
  }
  void wait(milliseconds most) const {
    constexpr milliseconds kPipePollInterval{2};  // it is not possible to wait for an anonymous pipe
    if (!child_ || windows::exits_within(child_, most)) std::this_thread::sleep_for(kPipePollInterval);
  }
  void end() {
    job_.end(kEnded);
    is_ended_ = true;
  }
  int reap() const {
    if (!is_ended_) job_.release_children();
    return windows::wait_for(child_);
  }

 private:
  windows::Handle child_;
  const windows::Job& job_;
  windows::Handle out_, err_;
  bool is_ended_ = false;
};

BOOL WINAPI leave_to_program(DWORD event) {
  // The console also sends these to the program, which decides how to handle them. If the console closes or
  // the session ends, all processes end.
  return event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT ? TRUE : FALSE;
}

/// From now on Ctrl-C and Ctrl-Break do not end this process. This is permanent, because the console may
/// notify this process only after the program has ended, whose status this process returns.
void leave_keys_to_program() {
  static const BOOL done = SetConsoleCtrlHandler(leave_to_program, TRUE);
  static_cast<void>(done);
}

/// run_supervised() for a program from find_program(). `job`: nullptr, or the job of the program.
tl::expected<ProcessEnd, StartFailure> run_program(const windows::Job* job, const std::string& path,
                                                   const std::vector<std::string>& arguments,
                                                   const Environment& environment,
                                                   const std::function<void()>& started) {
  leave_keys_to_program();
  windows::Spawn spawn;
  if (job != nullptr) spawn.belong_to(*job);
  const auto child = spawn.start(path, arguments, environment);
  if (!child) return tl::unexpected(child.error());
  started();
  return ProcessEnd{windows::wait_for(*child), 0};
}

}  // namespace

tl::expected<ProcessOutput, StartFailure> run_captured(const std::vector<std::string>& arguments,
                                                       const Environment& environment,
                                                       const RunLimits& limits) {
  const auto path = windows::find_program(arguments.empty() ? std::string() : arguments[0], environment);
  if (!path) return tl::unexpected(path.error());
  windows::Pipe out;
  windows::Pipe err;
  DWORD why = windows::open_pipe(out);
  if (why == ERROR_SUCCESS) why = windows::open_pipe(err);
  if (why != ERROR_SUCCESS)
    return tl::unexpected(StartFailure{true, "cannot make a pipe: " + windows::error_text(why)});
  windows::Spawn spawn;
  spawn.connect(out.writer, 1);
  spawn.connect(err.writer, 2);
  if (GetFileType(GetStdHandle(STD_INPUT_HANDLE)) != FILE_TYPE_CHAR) spawn.connect_to_nothing(0);
  const windows::Job job(windows::Job::Members::all);
  spawn.belong_to(job);
  auto child = spawn.start(*path, arguments, environment);
  if (!child) return tl::unexpected(child.error());
  out.writer.close();
  err.writer.close();

  CapturedProgram program(*std::move(child), job, std::move(out.reader), std::move(err.reader));
  return CapturedRun(std::move(program), limits).finish();
}

std::optional<StartFailure> look_for_program(const std::string& name, const Environment& environment) {
  const auto path = windows::find_program(name, environment);
  return path ? std::nullopt : std::optional(path.error());
}

bool takes_line_breaks(const std::string& name, const Environment& environment) {
  const auto path = windows::find_program(name, environment);
  return !path || !windows::is_script(*path);
}

// Windows has no execve(). This process waits for the program and ends with its status; if this process is
// killed, the program ends as well.
StartFailure replace_process(const std::vector<std::string>& arguments, const Environment& environment) {
  std::fflush(nullptr);  // before the program's output
  const auto path = windows::find_program(arguments.empty() ? std::string() : arguments[0], environment);
  if (!path) return path.error();
  const windows::Job job(windows::Job::Members::the_first);
  const auto end = run_program(&job, *path, arguments, environment, [] {});
  if (!end) return end.error();
  std::exit(end->status);  // NOLINT(concurrency-mt-unsafe): no thread of ours runs
}

tl::expected<ProcessEnd, StartFailure> run_supervised(const std::vector<std::string>& arguments,
                                                      const Environment& environment,
                                                      const std::function<void()>& started) {
  const auto path = windows::find_program(arguments.empty() ? std::string() : arguments[0], environment);
  if (!path) return tl::unexpected(path.error());
  return run_program(nullptr, *path, arguments, environment, started);
}

struct HelperProcess::Running {
  windows::Job job{windows::Job::Members::all};
  windows::Handle process;
};

HelperProcess::HelperProcess(const std::string& path, const std::vector<std::string>& arguments,
                             const Environment& environment, Terminal terminal)
    : running_(std::make_unique<Running>()) {
  windows::Spawn spawn;
  if (terminal == Terminal::none) spawn.hide_console();
  spawn.connect_to_nothing(0);
  spawn.connect_to_nothing(1);
  spawn.belong_to(running_->job);
  auto child = spawn.start(path, arguments, environment);
  if (child) running_->process = *std::move(child);
}

bool HelperProcess::runs() {
  return running_->process && WaitForSingleObject(running_->process.get(), 0) == WAIT_TIMEOUT;
}

// A program without a window or a shared console cannot be requested to end, so its job kills it. The kernel
// releases its locks, and its files are consistent at any time.
HelperProcess::~HelperProcess() = default;

}  // namespace latchkey
