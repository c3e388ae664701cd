// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>

#include "platform/process/coprocess.hpp"

namespace latchkey {

/// The common part of Coprocess::Child: the pipes, the data that was read, and the two ways to read. `Child`
/// derives from it and has
///   ReadResult wait()                 sleeps until the program has said something or for a pause; `line`: go
///   on bool has_exited(), int reap()     the latter after the former, once static without_line_end(line)
///   without what comes before the '\n' and belongs to the line's end
/// and for its `Pipe` there is take_available(Pipe&, SecretText&, limit): reads what is there, closes at its
/// end.
template <class Child, class Pipe>
class CoprocessReader {
 public:
  using ReadResult = Coprocess::ReadResult;

  ReadResult read_line(Secret& line) {
    pause_ = kShortestPause;
    for (;;) {
      take_all();
      if (const auto end = out_.view().find('\n'); end != std::string_view::npos) {
        line = SecretText(Child::without_line_end(out_.view().substr(0, end)));
        out_.drop_front(end + 1);
        return ReadResult::line;
      }
      if (is_too_long()) return ReadResult::too_long;
      if (!from_out_) return ReadResult::end;
      if (const auto waited = child().wait(); waited != ReadResult::line) return waited;
    }
  }

  Coprocess::Exit finish() {
    Coprocess::Exit ending;
    static_cast<void>(in_.close());
    pause_ = kShortestPause;
    for (;;) {
      const bool exited = child().has_exited();  // checked first, so that no output is missed
      take_all();
      if (is_too_long()) {
        ending.how = ReadResult::too_long;
        return ending;
      }
      if (exited) break;
      if (ending.how = child().wait(); ending.how != ReadResult::line) return ending;
    }
    ending.how = ReadResult::end;
    ending.status = child().reap();
    ending.out = std::move(out_);
    ending.err = std::string(err_.view());
    return ending;
  }

 protected:
  using milliseconds = std::chrono::milliseconds;

  explicit CoprocessReader(Deadline deadline) : deadline_(deadline) { out_.reserve(kLongestText); }
  CoprocessReader(const CoprocessReader&) = delete;
  CoprocessReader& operator=(const CoprocessReader&) = delete;
  ~CoprocessReader() = default;

  /// How long to sleep before the next check. 0: the deadline has passed.
  milliseconds next_pause() {
    pause_ = std::min(pause_ * 2, kLongestPause);
    return std::min(deadline_.left(), pause_);
  }

  Pipe in_, from_out_, from_err_;

 private:
  static constexpr std::size_t kLongestText = 8192;  // a code has six bytes
  static constexpr milliseconds kShortestPause{2};
  static constexpr milliseconds kLongestPause{100};
  static constexpr milliseconds kExitPause{10};  // its output is closed, so it is about to end

  Child& child() { return static_cast<Child&>(*this); }
  bool is_too_long() const { return out_.size() == kLongestText; }

  void take_all() {
    take(from_err_, err_);
    take(from_out_, out_);
  }
  void take(Pipe& from, SecretText& to) {
    if (take_available(from, to, kLongestText)) pause_ = kShortestPause;
    if (!from) pause_ = std::min(pause_, kExitPause);
  }

  Deadline deadline_;
  SecretText out_, err_;
  milliseconds pause_ = kShortestPause;
};

}  // namespace latchkey
