// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/process/subprocess.hpp"
#include "platform/system/deadline.hpp"
#include "platform/system/environment.hpp"
#include <latchkey/secret.hpp>

namespace latchkey {

/// A program that exchanges lines with latchkey over its standard input and output. It has no terminal. It is
/// ended, with all processes that it started, at its deadline, when the object is destroyed, or when a signal
/// ends latchkey (the signal then has its usual effect). Only one runs at a time: a second one, or a prompt
/// on the terminal, waits for it.
class Coprocess {
 public:
  enum class Errors {
    shown,  ///< the user sees its standard error: it is that of latchkey or, if that is not a terminal (below
            ///< an SDK), the controlling terminal. Windows: always that of latchkey
    kept,   ///< for Exit::err
  };
  enum class ReadResult {
    line,         ///< the next line
    end,          ///< it has ended, or closed its output
    late,         ///< the deadline has passed
    too_long,     ///< it printed too much; nothing more is read
    interrupted,  ///< by a signal that a handler caught
  };
  struct Exit {
    ReadResult how = ReadResult::end;
    int status = 0;   ///< 128+n after signal n; only with `end`
    Secret out;       ///< all of its standard output
    std::string err;  ///< the beginning of its standard error, for `kept`
  };

  /// Starts a program found on the PATH of `environment`. No shell.
  static tl::expected<Coprocess, StartFailure> start(const std::vector<std::string>& arguments,
                                                     const Environment& environment, Deadline deadline,
                                                     Errors errors);

  /// Writes `line` and a line end. False: the program no longer reads.
  bool write_line(std::string_view line);
  /// The next line, without its end. `late`, `too_long` and `interrupted` are final.
  ReadResult read_line(Secret& line);
  /// Closes its input and reads its output until it ends. Does not wait for programs that it left running.
  Exit finish();

  Coprocess(Coprocess&&) noexcept;
  Coprocess& operator=(Coprocess&&) noexcept;
  ~Coprocess();

 private:
  class Child;
  explicit Coprocess(std::unique_ptr<Child> child);
  std::unique_ptr<Child> child_;
};

}  // namespace latchkey
