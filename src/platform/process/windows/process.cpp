// SPDX-License-Identifier: Apache-2.0
#include "platform/process/process.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include <windows.h>

#include "platform/process/windows/child.hpp"
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
  const auto end = windows::run_program(&job, *path, arguments, environment, [] {});
  if (!end) return end.error();
  std::exit(end->status);  // NOLINT(concurrency-mt-unsafe): no thread of ours runs
}

}  // namespace latchkey
