// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <utility>

#include "platform/process/subprocess.hpp"
#include "platform/system/deadline.hpp"

namespace latchkey {

/// The rules of run_captured(): collects the output of a program until it exits or exceeds a limit. Program
/// is each system's part:
///     bool has_exited()
///     bool is_open()            it, or a program that it left running, may still write
///     bool take(out, err, most) appends what has come, up to `most` bytes in all; whether anything came
///     void wait(most)           until something comes or it exits, for at most this time
///     void end()                with the processes that it started
///     int reap()                its exit status; processes that it left running live on
template <class Program>
class CapturedRun {
 public:
  CapturedRun(Program program, const RunLimits& limits)
      : program_(std::move(program)), limits_(limits), deadline_(limits.time) {}

  ProcessOutput finish() {
    while (!step()) program_.wait(poll_interval_ = std::min(poll_interval_ * 2, kLongestPollInterval));
    if (output_.end == End::exited) {
      linger();
    } else {
      program_.end();
    }
    output_.status = program_.reap();
    return std::move(output_);
  }

 private:
  using End = ProcessOutput::End;
  using milliseconds = std::chrono::milliseconds;
  static constexpr milliseconds kShortestPollInterval{2};
  static constexpr milliseconds kLongestPollInterval{50};
  static constexpr milliseconds kReportAfter{5000};
  static constexpr milliseconds kLinger{200};  // for what still comes from a pipe whose program has exited

  /// Whether it is over.
  bool step() {
    const bool exited = program_.has_exited();  // asked first, so that nothing it wrote is missed
    if (take()) poll_interval_ = kShortestPollInterval;
    if (output_.out.size() > limits_.output || output_.err.size() > limits_.output) {
      output_.end = End::too_long;
    } else if (exited) {
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

  bool take() { return program_.take(output_.out, output_.err, limits_.output + 1); }

  void tell() {
    if (has_reported_ || !report_after_.over()) return;
    has_reported_ = true;
    if (limits_.on_wait) limits_.on_wait();
  }

  void linger() {
    const Deadline deadline(kLinger);
    while (program_.is_open() && !deadline.over() && output_.out.size() <= limits_.output) {
      program_.wait(deadline.left());
      static_cast<void>(take());
    }
    if (output_.out.size() > limits_.output) output_.end = End::too_long;
  }

  Program program_;
  const RunLimits& limits_;
  Deadline deadline_, report_after_{kReportAfter};
  ProcessOutput output_;
  bool has_reported_ = false;
  milliseconds poll_interval_ = kShortestPollInterval;
};

}  // namespace latchkey
