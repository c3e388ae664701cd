// SPDX-License-Identifier: Apache-2.0
#include "platform/process/subprocess.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>

#include <windows.h>

#include "platform/process/windows/find_executable.hpp"
#include "platform/process/windows/spawn.hpp"
#include "platform/system/deadline.hpp"
#include "platform/system/windows/win32_error.hpp"

namespace latchkey {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kShortestNap{2};
constexpr milliseconds kLongestNap{50};
constexpr milliseconds kTellAfter{5000};
constexpr milliseconds kLinger{200};  // for what still comes from a pipe whose program has exited
constexpr UINT kEnded = 128 + 15;     // the status of a program that we end, as after SIGTERM

/// A program whose output is collected until it exits or exceeds a limit.
class CapturedRun {
 public:
  CapturedRun(windows::Handle child, const windows::Job& job, windows::Handle out, windows::Handle err,
              const RunLimits& limits)
      : child_(std::move(child)),
        job_(job),
        out_(std::move(out)),
        err_(std::move(err)),
        limits_(limits),
        deadline_(limits.time) {
    output_.out.reserve(kUsualOutput);  // most output fits, and then leaves no copies behind in growing
  }

  ProcessOutput finish() {
    while (!step()) {
      nap_ = std::min(nap_ * 2, kLongestNap);
      if (!child_ || windows::exits_within(child_, nap_)) std::this_thread::sleep_for(kShortestNap);
    }
    if (output_.end == End::exited) {
      linger();
      job_.let_go();
    } else {
      job_.end(kEnded);
    }
    output_.status = windows::wait_for(child_);
    return std::move(output_);
  }

 private:
  using End = ProcessOutput::End;
  static constexpr std::size_t kUsualOutput = 64U << 10U;

  /// Whether it is over.
  bool step() {
    const bool exited = child_ && windows::exits_within(child_, milliseconds{0});  // first, to miss no output
    if (take()) nap_ = kShortestNap;
    // wine provides no handle for a program of the system below it: the end of its output is its end.
    const bool is_closed = !child_ && !out_ && !err_;
    if (output_.out.size() > limits_.output || output_.err.size() > limits_.output) {
      output_.end = End::too_long;
    } else if (exited || is_closed) {
      output_.end = End::exited;
    } else if (limits_.cancellation && limits_.cancellation->is_set()) {
      output_.end = End::cancelled;
    } else if (deadline_.over()) {
      output_.end = End::late;
    } else {
      tell();
      return false;
    }
    return true;
  }

  bool take() {
    const bool out = windows::take_available(out_, output_.out, limits_.output + 1);
    const bool err = windows::take_available(err_, output_.err, limits_.output + 1);
    return out || err;
  }

  void tell() {
    if (has_told_ || !tell_after_.over()) return;
    has_told_ = true;
    if (limits_.on_wait) limits_.on_wait();
  }

  void linger() {
    const Deadline deadline(kLinger);
    while ((out_ || err_) && !deadline.over() && output_.out.size() <= limits_.output) {
      if (!take() && (out_ || err_)) std::this_thread::sleep_for(kShortestNap);
    }
    if (output_.out.size() > limits_.output) output_.end = End::too_long;
  }

  windows::Handle child_;
  const windows::Job& job_;
  windows::Handle out_, err_;
  const RunLimits& limits_;
  Deadline deadline_, tell_after_{kTellAfter};
  ProcessOutput output_;
  bool has_told_ = false;
  milliseconds nap_ = kShortestNap;
};

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

/// run_supervised() of a program that find_program() has found. `job`: nullptr, or one that it belongs to.
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
  const windows::Job job(windows::Job::Members::all);
  spawn.belong_to(job);
  auto child = spawn.start(*path, arguments, environment);
  if (!child) return tl::unexpected(child.error());
  out.writer.close();
  err.writer.close();

  return CapturedRun(*std::move(child), job, std::move(out.reader), std::move(err.reader), limits).finish();
}

std::optional<StartFailure> look_for_program(const std::string& name, const Environment& environment) {
  const auto path = windows::find_program(name, environment);
  return path ? std::nullopt : std::optional(path.error());
}

bool takes_line_breaks(const std::string& name, const Environment& environment) {
  const auto path = windows::find_program(name, environment);
  return !path || !windows::is_script(*path);
}

// Windows has no execve(). This process stays, does nothing but wait, and ends as the program does; the
// program ends when this one is killed, as if it were the same.
StartFailure replace_process(const std::vector<std::string>& arguments, const Environment& environment) {
  std::fflush(nullptr);  // before what the program writes
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

// A program without a window or a console of ours cannot be asked to end, so its job ends it. Its locks are
// the kernel's, and its files whole at any instant.
HelperProcess::~HelperProcess() = default;

}  // namespace latchkey
